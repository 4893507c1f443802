import Agents
import Foundation
import Generic
import Store
import Synchronization
import XML

/// What clients write into the records of tasks.
extension XapiTasks {
    private static let prefix = "xapi.field."

    /// Sets a field of a record that only this process has, or a map in that of a command: what else a command's record says
    /// is not its client's to change.
    /// - Returns: whether the record is such a one, and has such a field.
    func write(_ request: XapiRequest) throws -> Bool {
        guard let holder = book.knownHolder(request.text(0)) else { return false }
        if book.isTransient(holder) {
            return try book.update(holder) { record in
                guard record.className == request.name.className else { return false }
                return try record.write(request, book.schema)
            }
        }
        guard book.server.store.journal.entry(holder) != nil else { return false }
        return try book.changing.withLock {
            guard var record = try book.records(of: holder).first, record.className == request.name.className else {
                return false
            }
            let before = record.fields
            guard try record.write(request, book.schema) else { return false }
            let changed = record.fields.filter { before[$0] != $1 }
            guard changed.values.allSatisfy(\.isMap) else { return false }
            try book.server.store.settings.set(XapiTasks.settings(of: changed), of: holder)
            content.withLock { $0.written[holder, default: [:]].merge(changed) { $1 } }
            book.mark([holder])
            return true
        }
    }

    /// - Throws: ``StoreError``.
    func forgetSettings(of id: String) throws {
        let settings = book.server.store.settings
        let keys = settings.settings(of: id).keys.filter { $0 == XapiTasks.setting || $0.hasPrefix(XapiTasks.prefix) }
        try settings.remove(Array(keys), of: id)
    }

    /// The records of a command with what was written into them.
    func amended(_ records: [XapiRecord], of holder: String) -> [XapiRecord] {
        guard let written = content.withLock({ $0.written[holder] }), !records.isEmpty else { return records }
        var records = records
        records[0].fields.merge(written) { $1 }
        return records
    }

    /// What was written into records before.
    func written(of tasks: [String]) -> [String: [String: XapiValue]] {
        var found: [String: [String: XapiValue]] = [:]
        for id in tasks {
            for (key, text) in book.server.store.settings.settings(of: id) where key.hasPrefix(XapiTasks.prefix) {
                found[id, default: [:]][String(key.dropFirst(XapiTasks.prefix.count))] = try? XMLRPC.value(text: text, limits: .default)
            }
        }
        return found
    }

    static func settings(of fields: [String: XapiValue]) -> [String: String] {
        var settings: [String: String] = [:]
        for (name, value) in fields {
            var text = ""
            XMLRPC.write(value, to: &text)
            settings[prefix + name] = text
        }
        return settings
    }
}

extension XapiValue {
    fileprivate var isMap: Bool { if case .structure = self { true } else { false } }
}

extension XapiRecord {
    /// Writes a field as a method such as `add_to_other_config` says.
    /// - Returns: false for a method that writes no field.
    /// - Throws: ``XapiError`` with code `MAP_DUPLICATE_KEY`.
    mutating func write(_ request: XapiRequest, _ schema: XapiSchema) throws(XapiError) -> Bool {
        guard let model = schema[className] else { return false }
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
            return true
        }
        return false
    }
}
