import Agents
import Foundation
import Generic
import Store
import Synchronization
import XML

/// The tasks that clients see: those of `Async.` calls until they are destroyed, whatever else is under way, and those
/// that clients make for themselves, which live as long as the process.
final class XapiTasks: Sendable {
    let book: RecordBook
    let content = Mutex(Content())

    struct Content {
        var kept: Set<String> = []
        /// The order in which they were begun.
        var order: [String] = []
        /// Ended, and what they have made is being looked for.
        var unsettled: Set<String> = []
        /// References of what finished tasks have made, where the mapping cannot tell.
        var made: [String: XapiValue] = [:]
        /// Calls that are being accepted, whose tasks nobody knows yet.
        var beginning = 0
        var passed: Set<String> = []
        /// The tasks that clients have made, oldest first.
        var own: [String] = []

        mutating func forget(_ id: String) {
            kept.remove(id)
            made[id] = nil
            unsettled.remove(id)
        }
    }

    private static let setting = "xapi.async"
    /// More that nobody destroys are not kept.
    static let most = 1000

    init(_ book: RecordBook) {
        self.book = book
        book.follow(self)
    }

    /// Finds the tasks that there are from before.
    func activate() {
        let recent = (try? book.server.store.journal.recent(limit: 1000)) ?? []
        let settings = book.server.store.settings
        let kept = recent.filter { settings.settings(of: $0.id)[XapiTasks.setting] == "true" }.map(\.id)
        content.withLock { content in
            content.order = kept.reversed() + content.order
            content.kept.formUnion(kept)
        }
        let old = settings.objects(with: XapiTasks.setting).filter { !kept.contains($0) }
        for id in old { try? settings.remove([XapiTasks.setting], of: id) }
        book.mark(Set(recent.filter { $0.state != .done }.map(\.id)).union(kept))
    }

    /// Accepts a command whose task the client is told of.
    /// - Parameter makes: whether the task ends for clients only with ``note(_:of:)``.
    func beginning(makes: Bool, _ accept: () throws -> JournalEntry) throws -> JournalEntry {
        content.withLock { $0.beginning += 1 }
        let entry = Result { try accept() }
        let (passed, old) = content.withLock { content -> (Set<String>, String?) in
            content.beginning -= 1
            var old: String?
            if case .success(let entry) = entry {
                content.kept.insert(entry.id)
                content.order.append(entry.id)
                if makes { content.unsettled.insert(entry.id) }
                if content.order.count > XapiTasks.most {
                    old = content.order.removeFirst()
                    if let old { content.forget(old) }
                }
            }
            guard content.beginning == 0 else { return ([], old) }
            defer { content.passed = [] }
            return (content.passed.subtracting(content.kept), old)
        }
        book.mark(passed)
        let begun = try entry.get()
        try book.server.store.settings.set([XapiTasks.setting: "true"], of: begun.id)
        if let old {
            try book.server.store.settings.remove([XapiTasks.setting], of: old)
            book.mark([old])
        }
        return begun
    }

    /// Whether clients see the task of a command.
    func shows(_ entry: JournalEntry) -> Bool {
        guard book.shows(entry.target, host: entry.place) else { return false }
        return content.withLock { content in
            if entry.state != .done || content.kept.contains(entry.id) { return true }
            if content.beginning > 0, entry.protocol == RecordBook.protocolName {
                content.passed.insert(entry.id)
                return true
            }
            return false
        }
    }

    /// A task's record says what its command has made.
    func note(_ value: XapiValue?, of id: String) {
        content.withLock { content in
            content.unsettled.remove(id)
            if let value, value != .void { content.made[id] = value }
        }
        book.mark([id])
    }

    func isUnsettled(_ id: String) -> Bool { content.withLock { $0.unsettled.contains(id) } }

    func made(by id: String) -> XapiValue? { content.withLock { $0.made[id] } }

    /// - Returns: whether it was there.
    func destroy(_ ref: String) async throws -> Bool {
        guard let holder = try await book.holder("task", ref) else { return false }
        if book.isTransient(holder) {
            book.set(holder, nil)
            content.withLock { $0.own.removeAll { $0 == holder } }
            return true
        }
        content.withLock { content in
            content.forget(holder)
            content.order.removeAll { $0 == holder }
        }
        try book.server.store.settings.remove([XapiTasks.setting], of: holder)
        book.mark([holder])
        await book.settle()
        return true
    }
}
