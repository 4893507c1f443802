import Synchronization

/// The objects that commands of ours are changing: what is seen of them on their hosts meanwhile is no news.
final class CommandedObjects: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func enter(_ id: String) {
        counts.withLock { $0[id, default: 0] += 1 }
    }

    func leave(_ id: String) {
        counts.withLock { counts in
            let left = (counts[id] ?? 1) - 1
            counts[id] = left > 0 ? left : nil
        }
    }

    func contains(_ id: String) -> Bool {
        counts.withLock { $0[id] != nil }
    }
}
