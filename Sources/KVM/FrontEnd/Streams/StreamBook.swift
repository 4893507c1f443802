import NIOCore
import Synchronization

/// The streams that a client has open, by the serials of the calls that opened them.
final class StreamBook: Sendable {
    /// One of the two ways that a stream goes.
    enum Flow: Sendable {
        case toClient(Outflow)
        case fromClient(Inflow)
    }

    /// Streams of one client at the same time.
    static let most = 16

    private let content = Mutex(Content())

    private struct Content {
        /// Calls that are going to open one, without a flow yet.
        var opening: Set<UInt32> = []
        var flows: [UInt32: Flow] = [:]
    }

    /// Keeps a place for the stream of a call.
    /// - Throws: ``RemoteError`` when there are too many, or that serial has one.
    func reserve(_ serial: UInt32) throws(RemoteError) {
        try content.withLock { content throws(RemoteError) in
            guard content.opening.count + content.flows.count < Self.most else {
                throw RemoteError(9, 7, "operation failed: too many streams are open")
            }
            guard content.flows[serial] == nil, content.opening.insert(serial).inserted else {
                throw RemoteError(39, 7, "serial \(serial) has a stream already")
            }
        }
    }

    /// The call has ended: with a flow, or without one.
    func settle(_ serial: UInt32, _ flow: Flow?) {
        content.withLock { content in
            content.opening.remove(serial)
            content.flows[serial] = flow
        }
    }

    /// Nil once it has ended.
    func flow(_ serial: UInt32) -> Flow? { content.withLock { $0.flows[serial] } }

    /// Ends a stream; what still comes for it is ignored.
    @discardableResult
    func remove(_ serial: UInt32) -> Flow? { content.withLock { $0.flows.removeValue(forKey: serial) } }

    func removeAll() { content.withLock { $0 = Content() } }
}
