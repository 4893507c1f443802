import Store
import Synchronization

/// A change of the mirror or of a task, or a new event.
public struct Update: Sendable {
    /// The type of what is told of a new event; its identifier is the event's number.
    public static let event = "event"

    /// The object's generic identifier.
    public var id: String
    public var type: String
    public var change: MirrorChange
    /// Whether others' views of their relation to this object change too: it came, went, was renamed, or moved.
    public var concernsOthers: Bool
    /// What it refers to, and, where it went or moved, what it referred to.
    public var references: Set<String>

    public init(id: String, type: String, change: MirrorChange, concernsOthers: Bool, references: Set<String>) {
        self.id = id
        self.type = type
        self.change = change
        self.concernsOthers = concernsOthers
        self.references = references
    }
}

/// Tells everyone who listens of every change, in the order in which they were made.
public final class UpdateHub: Sendable {
    private struct State {
        var subscribers: [Int: @Sendable ([Update]) -> Void] = [:]
        var next = 0
    }
    private let state = Mutex(State())

    public init() {}

    /// Calls `receive` for each batch, in order, until the returned token is given to ``cancel(_:)``. It must be quick.
    public func subscribe(_ receive: @escaping @Sendable ([Update]) -> Void) -> Int {
        state.withLock { state in
            state.next += 1
            state.subscribers[state.next] = receive
            return state.next
        }
    }

    public func cancel(_ token: Int) {
        state.withLock { _ = $0.subscribers.removeValue(forKey: token) }
    }

    public func publish(_ updates: [Update]) {
        guard !updates.isEmpty else { return }
        let subscribers = state.withLock { $0.subscribers.sorted { $0.key < $1.key }.map(\.value) }
        for receive in subscribers { receive(updates) }
    }
}
