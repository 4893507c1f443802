import Foundation
import Synchronization

/// What one message was at each stage of its way.
public final class Trace: Sendable {
    public struct Stage: Sendable, Hashable, Codable {
        /// `parser`, `decision`, `command-in` …
        public var name: String
        /// What was decided or done, in a few words.
        public var note: String
        /// The message after this stage.
        public var document: String?
        public var time: Date
    }

    public let id: String
    public let started: Date
    private let content = Mutex<[Stage]>([])

    /// Longer documents are cut, so that the log of traces stays small.
    private static let longestDocument = 64 << 10

    public init(id: String = Trace.newID()) {
        self.id = id
        started = Date()
    }

    public var stages: [Stage] { content.withLock { $0 } }

    public func record(_ name: String, _ note: String = "", document: @autoclosure () -> String? = nil) {
        let text = document().map { $0.utf8.count > Trace.longestDocument ? String($0.prefix(Trace.longestDocument)) + "…" : $0 }
        content.withLock { $0.append(Stage(name: name, note: note, document: text, time: Date())) }
    }

    public static func newID() -> String {
        String(UInt64.random(in: .min ... .max), radix: 16)
    }
}

/// The latest traces.
public final class TraceLog: Sendable {
    private struct State {
        var traces: [String: Trace] = [:]
        var order: [String] = []
        var next = 0
    }

    private let state = Mutex(State())
    private let capacity: Int

    public init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    public func begin() -> Trace {
        let trace = Trace()
        state.withLock { state in
            state.traces[trace.id] = trace
            if state.order.count < capacity {
                state.order.append(trace.id)
            } else {
                state.traces[state.order[state.next]] = nil
                state.order[state.next] = trace.id
                state.next = (state.next + 1) % capacity
            }
        }
        return trace
    }

    public subscript(id: String) -> Trace? { state.withLock { $0.traces[id] } }

    /// The latest first.
    public func latest(_ count: Int) -> [Trace] {
        state.withLock { $0.traces.values.sorted { $0.started > $1.started }.prefix(count).map { $0 } }
    }
}
