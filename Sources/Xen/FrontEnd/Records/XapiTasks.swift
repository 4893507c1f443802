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
        /// References of what finished tasks have made, where the mapping cannot tell.
        var made: [String: XapiValue] = [:]
        /// Tasks of which is still to be found out what they have made. Clients see their ends together with it.
        var making: Set<String> = []
        /// What clients have written into the records of commands: by task, then field.
        var written: [String: [String: XapiValue]] = [:]
        /// Calls that are being accepted, whose tasks nobody knows yet.
        var beginning = 0
        var passed: Set<String> = []
        /// The tasks that clients have made, oldest first.
        var own: [String] = []

        mutating func forget(_ id: String) {
            kept.remove(id)
            made[id] = nil
            making.remove(id)
            written[id] = nil
        }
    }

    static let setting = "xapi.async"
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
        let written = written(of: kept)
        let old = settings.objects(with: XapiTasks.setting).filter { !kept.contains($0) }
        for id in old { try? forgetSettings(of: id) }
        content.withLock { content in
            content.order = kept.reversed() + content.order
            content.kept.formUnion(kept)
            content.written.merge(written) { $1 }
        }
        book.mark(Set(recent.filter { $0.state != .done }.map(\.id)).union(kept))
    }

    /// Accepts a command whose task the client is told of.
    /// - Parameters:
    ///   - isMaking: whether ``note(_:of:)`` is going to say what it has made.
    ///   - fields: what the client wants to have in the task's record.
    func beginning(
        isMaking: Bool, fields: [String: XapiValue], _ accept: () throws -> JournalEntry
    ) throws -> JournalEntry {
        content.withLock { $0.beginning += 1 }
        let entry = Result { try accept() }
        let (passed, old) = content.withLock { content -> (Set<String>, String?) in
            content.beginning -= 1
            var old: String?
            if case .success(let entry) = entry {
                content.kept.insert(entry.id)
                content.order.append(entry.id)
                if content.order.count > XapiTasks.most {
                    let first = content.order.removeFirst()
                    content.forget(first)
                    old = first
                }
                if isMaking { content.making.insert(entry.id) }
                if !fields.isEmpty { content.written[entry.id] = fields }
            }
            guard content.beginning == 0 else { return ([], old) }
            defer { content.passed = [] }
            return (content.passed, old)
        }
        book.mark(passed)
        let begun = try entry.get()
        try book.server.store.settings.set(
            [XapiTasks.setting: "true"].merging(XapiTasks.settings(of: fields)) { $1 }, of: begun.id)
        if let old {
            try forgetSettings(of: old)
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
            content.making.remove(id)
            if let value, value != .void { content.made[id] = value }
        }
        book.mark([id])
    }

    func made(by id: String) -> XapiValue? { content.withLock { $0.made[id] } }

    /// A command as its task shows it: while it is to be found out what was made, it has not ended.
    func task(_ entry: JournalEntry) -> Element {
        var element = entry.task
        let isOpen = content.withLock { $0.making.contains(entry.id) || $0.passed.contains(entry.id) }
        if entry.state == .done, entry.fault == nil, isOpen {
            element["state"] = "running"
            element["finished"] = nil
        }
        return element
    }

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
        try forgetSettings(of: holder)
        book.mark([holder])
        await book.settle()
        return true
    }
}
