import Hosts

/// How the connection of a driver to its management server stands, and who waits for it to stand otherwise. A part of the
/// state of the driver, which is an actor. Once it is closed, it stays so.
public struct HostLink<Connection: Sendable>: Sendable {
    public enum State: Sendable {
        /// The first attempt is under way.
        case connecting
        case connected(Connection)
        case disconnected(String)
        case closed
    }

    public private(set) var state = State.connecting
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let news: AsyncStream<HostChange>.Continuation

    /// - Parameter news: what the driver tells of.
    public init(_ news: AsyncStream<HostChange>.Continuation) {
        self.news = news
    }

    public var isClosed: Bool { if case .closed = state { true } else { false } }
    public var isConnecting: Bool { if case .connecting = state { true } else { false } }
    public var isLost: Bool { if case .disconnected = state { true } else { false } }

    /// Nil if there is none now.
    public var connection: Connection? { if case .connected(let connection) = state { connection } else { nil } }

    /// - Throws: ``HostError`` if there is no connection now.
    public func current() throws(HostError) -> Connection {
        switch state {
        case .connected(let connection): return connection
        case .connecting: throw HostError(.unreachable, "the first connection is being made")
        case .disconnected(let reason): throw HostError(.unreachable, reason)
        case .closed: throw HostError(.closed, "the connection has been closed")
        }
    }

    public func tell(_ change: HostChange) { news.yield(change) }

    /// There is a connection, and everything has been read over it.
    public mutating func connect(_ connection: Connection) {
        guard !isClosed else { return }
        let wasConnected = self.connection != nil
        become(.connected(connection))
        tell(wasConnected ? .everything : .connected)
    }

    /// Another connection takes the place of one that goes on telling the same.
    public mutating func replace(with connection: Connection) {
        if self.connection != nil { state = .connected(connection) }
    }

    /// There is no connection any more, or still none; the same reason is told of once.
    public mutating func lose(_ reason: String) {
        if case .disconnected(let known) = state, known == reason { return }
        guard !isClosed else { return }
        become(.disconnected(reason))
        tell(.disconnected(reason: reason))
    }

    /// - Returns: the connection that there was.
    public mutating func close() -> Connection? {
        guard !isClosed else { return nil }
        let last = connection
        become(.closed)
        return last
    }

    /// The driver is gone: it tells of nothing any more.
    public func end() { news.finish() }

    // MARK: - Waiting

    var isWaitedFor: Bool { !waiting.isEmpty }

    /// Goes on when the connection stands otherwise than now, or when it is woken.
    public mutating func wait(_ continuation: CheckedContinuation<Void, Never>) {
        if isClosed { continuation.resume() } else { waiting.append(continuation) }
    }

    /// Lets go on what waits.
    public mutating func wake() {
        let waiting = self.waiting
        self.waiting = []
        for continuation in waiting { continuation.resume() }
    }

    private mutating func become(_ state: State) {
        self.state = state
        wake()
    }
}
