import Store
import Synchronization

/// The recent tasks of each object: `ManagedEntity.recentTask`, a part of `TaskManager.recentTask`.
final class RecentTasks: Sendable {
    private let content = Mutex<[String: [String]]?>(nil)

    /// Tasks have come or gone.
    func forget() { content.withLock { $0 = nil } }

    /// The tasks about an object, by their generic identifiers, newest first.
    /// - Parameter load: gives all recent tasks.
    func tasks(of id: String, load: () -> [JournalEntry]) -> [String] {
        content.withLock { content in
            let known = content ?? Dictionary(grouping: load(), by: \.target).mapValues { $0.map(\.id) }
            content = known
            return known[id] ?? []
        }
    }
}
