import Agents
import Foundation
import Generic
import Store
import Synchronization
import XML

/// The tasks that clients see: those of `Async.` calls until they are destroyed, whatever else is under way, and those
/// that clients make for themselves, which live as long as the process.
final class XapiTasks: Sendable {
    private let book: RecordBook
    private let content = Mutex(Content())

    private struct Content {
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

        mutating func forget(_ id: String) {
            kept.remove(id)
            made[id] = nil
            unsettled.remove(id)
        }
    }

    private static let setting = "xapi.async"
    /// More that nobody destroys are not kept.
    private static let most = 1000

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

    // MARK: - Tasks of clients

    /// - Parameter words: what the client says of it, by the generic task's attributes.
    /// - Throws: ``Fault`` for a mapping that fails.
    func create(_ words: [String: String], by user: String) throws -> XapiValue {
        let id = UUID().uuidString.lowercased()
        guard let record = try render(id, words, user, state: "running") else { return .void }
        book.set(id, record)
        return .string(record.ref)
    }

    /// Sets a field of a record that only this process has.
    /// - Returns: whether the record is such a one.
    func write(_ request: XapiRequest) throws -> Bool {
        guard let holder = book.knownHolder(request.text(0)), book.isTransient(holder),
            var record = try book.records(of: holder).first, record.className == request.name.className
        else { return false }
        try record.write(request, book.schema)
        book.set(holder, record)
        return true
    }

    /// Says that a client's task was cancelled.
    /// - Throws: ``Fault`` for a mapping that fails.
    func cancel(_ holder: String) throws { try end(holder, "cancelled") }

    /// Says why what a client's task stands for was not done. A task that the client did not make is left as it is.
    /// - Throws: ``Fault`` for a mapping that fails.
    func fail(_ ref: String, _ fault: Fault) async throws {
        guard let holder = try await book.holder("task", ref), book.isTransient(holder) else { return }
        try end(holder, "error", fault)
    }

    private func end(_ holder: String, _ state: String, _ fault: Fault? = nil) throws {
        guard var record = try book.records(of: holder).first,
            let before = try render(holder, [:], "", state: "running"),
            let after = try render(holder, ["finished": Date().generic], "", state: state, fault)
        else { return }
        for (name, value) in after.fields where before.fields[name] != value { record.fields[name] = value }
        book.set(holder, record)
    }

    private func render(_ id: String, _ words: [String: String], _ user: String, state: String, _ fault: Fault? = nil) throws -> XapiRecord? {
        var element = Element(
            ObjectType.task.rawValue, namespace: Namespaces.generic,
            attributes: ["id": id, "user": user, "state": state, "progress": "0", "created": Date().generic])
        for (name, value) in words { element[name] = value }
        if let fault { element.append(fault.element) }
        return try book.cache.render(Document(element)).first.flatMap { XapiRecord.records(in: $0).first }
    }
}

extension XapiRecord {
    /// Writes a field as a method such as `add_to_other_config` says.
    /// - Throws: ``XapiError`` with code `MAP_DUPLICATE_KEY`.
    mutating func write(_ request: XapiRequest, _ schema: XapiSchema) throws(XapiError) {
        guard let model = schema[className] else { return }
        let verb = request.name.verb
        for prefix in ["add_to_", "remove_from_", "set_", "add_", "remove_"] where verb.hasPrefix(prefix) {
            guard let field = model.field(String(verb.dropFirst(prefix.count))) else { continue }
            let old = value(of: field)
            switch (prefix, old) {
            case ("set_", _): fields[field.name] = request.arguments[1]
            case ("add_to_", .structure(let members)):
                guard !members.contains(where: { $0.name == request.text(1) }) else {
                    throw XapiError("MAP_DUPLICATE_KEY", className, field.name, ref, request.text(1))
                }
                fields[field.name] = .structure(members + [.init(name: request.text(1), value: request.arguments[2])])
            case ("remove_from_", .structure(let members)):
                fields[field.name] = .structure(members.filter { $0.name != request.text(1) })
            case ("add_", .array(let items)) where !items.contains(request.arguments[1]):
                fields[field.name] = .array(items + [request.arguments[1]])
            case ("remove_", .array(let items)): fields[field.name] = .array(items.filter { $0 != request.arguments[1] })
            default: continue
            }
            return
        }
    }
}
