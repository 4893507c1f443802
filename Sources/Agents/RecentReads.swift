import Foundation
import Synchronization

/// The objects that were read by themselves while everything was: what is then written of them is the older.
final class RecentReads: Sendable {
    private struct Content {
        var clock = 0
        /// The readings of everything that are under way, by when they began.
        var open: [Int] = []
        /// When an object was last read by itself, by its identifier.
        var reads: [String: Int] = [:]
    }

    private let content = Mutex(Content())
    private let writing = NSLock()

    /// Writes what was read, while nobody else does: what is noted then counts for whoever writes next.
    func write<Result>(_ body: () throws -> Result) rethrows -> Result {
        writing.lock()
        defer { writing.unlock() }
        return try body()
    }

    /// - Returns: when it begins.
    func begin() -> Int {
        content.withLock { content in
            content.clock += 1
            content.open.append(content.clock)
            return content.clock
        }
    }

    func note(_ id: String) {
        content.withLock { content in
            guard !content.open.isEmpty else { return }
            content.clock += 1
            content.reads[id] = content.clock
        }
    }

    /// - Returns: what was read by itself since.
    func end(_ begun: Int) -> Set<String> {
        content.withLock { content in
            let since = Set(content.reads.filter { $0.value > begun }.keys)
            content.open.removeAll { $0 == begun }
            if content.open.isEmpty { content.reads = [:] }
            return since
        }
    }
}
