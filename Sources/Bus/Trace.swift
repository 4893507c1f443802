import Foundation
import Synchronization
import XML

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
    private let content = Mutex<[Record]>([])
    private let secrets = Mutex(Secrets())

    /// A stage as it was recorded: its document is written out when there is time.
    private struct Record {
        var stage: Stage
        var unwritten: Document?
    }

    /// Longer documents are cut, so that the log of traces stays small.
    private static let longestDocument = 64 << 10

    public init(id: String = Trace.newID()) {
        self.id = id
        started = Date()
    }

    public var stages: [Stage] {
        writeOut()
        let secrets = secrets.withLock { $0 }
        return content.withLock { records in
            records.map { record in
                var stage = record.stage
                stage.note = secrets.concealed(in: stage.note)
                stage.document = stage.document.map(secrets.concealed)
                return stage
            }
        }
    }

    /// Shows a text nowhere, from now on.
    public func conceal(_ secret: String) {
        secrets.withLock { $0.add(secret) }
    }

    public func record(_ name: String, _ note: String = "", document: @autoclosure () -> String? = nil) {
        let text = document().map { $0.utf8.count > Trace.longestDocument ? Trace.cut(Array($0.utf8)) : $0 }
        let stage = Stage(name: name, note: note, document: text, time: Date())
        content.withLock { $0.append(Record(stage: stage)) }
    }

    /// Records a document, which is written out only when somebody asks for it, or by ``writeOut()``.
    public func record(_ name: String, _ note: String = "", document: Document) {
        let stage = Stage(name: name, note: note, document: nil, time: Date())
        content.withLock { $0.append(Record(stage: stage, unwritten: document)) }
    }

    /// Writes the documents out, and lets go of their trees, which take many times the memory.
    public func writeOut() {
        let unwritten = content.withLock { records in
            records.enumerated().compactMap { index, record in record.unwritten.map { (index, $0) } }
        }
        for (index, document) in unwritten {
            let bytes = document.bytes(indented: true)
            let text = bytes.count > Trace.longestDocument ? Trace.cut(bytes) : String(decoding: bytes, as: UTF8.self)
            content.withLock { records in
                records[index].stage.document = text
                records[index].unwritten = nil
            }
        }
    }

    private static func cut(_ bytes: [UInt8]) -> String {
        var kept = bytes.prefix(longestDocument)
        // Not within a character.
        while kept.endIndex < bytes.count, bytes[kept.endIndex] & 0xC0 == 0x80 { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self) + "…"
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
    /// Of so many of the latest traces the documents may wait to be written out.
    private static let unwritten = 32

    public init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    public func begin() -> Trace {
        let trace = Trace()
        let older = state.withLock { state in
            state.traces[trace.id] = trace
            let count = state.order.count
            let place = (count < capacity ? count : state.next + count) - TraceLog.unwritten
            let older = place >= 0 ? state.traces[state.order[place % count]] : nil
            if state.order.count < capacity {
                state.order.append(trace.id)
            } else {
                state.traces[state.order[state.next]] = nil
                state.order[state.next] = trace.id
                state.next = (state.next + 1) % capacity
            }
            return older
        }
        older?.writeOut()
        return trace
    }

    public subscript(id: String) -> Trace? { state.withLock { $0.traces[id] } }

    /// The latest first.
    public func latest(_ count: Int) -> [Trace] {
        state.withLock { $0.traces.values.sorted { $0.started > $1.started }.prefix(count).map { $0 } }
    }
}
