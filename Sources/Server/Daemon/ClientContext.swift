import Hummingbird
import NIOCore

/// What is known about one request of a management client.
struct ClientContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address it came from.
    let address: String

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
