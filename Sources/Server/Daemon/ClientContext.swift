import Hummingbird
import NIOCore

/// What is known about one request of a management client.
struct ClientContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address it came from.
    let address: String
    private let channel: any Channel
    /// False once the client has closed the connection.
    var isConnected: Bool { channel.isActive }

    /// What the client called the server when TLS began, in lower case; nil if it gave no name.
    var serverName: String? {
        get async { try? await channel.pipeline.handler(type: ServerNameHandler.self).map(\.name).get() }
    }

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
