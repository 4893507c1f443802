import NIOCore
import Synchronization

/// Remembers by which name the client called the server when TLS began.
final class ServerNameHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = Any

    private let told = Mutex<String?>(nil)

    /// In lower case; nil if it gave none.
    var name: String? { told.withLock { $0 } }

    func set(_ name: String) { told.withLock { $0 = name } }
}
