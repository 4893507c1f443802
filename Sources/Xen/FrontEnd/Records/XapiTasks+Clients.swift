import Agents
import Foundation
import Generic
import Store
import Synchronization
import XML

/// Tasks that clients make for themselves.
extension XapiTasks {
    /// Bytes of a label or description.
    private static var longestWords: Int { 4096 }

    /// - Parameter words: what the client says of it, by the generic task's attributes.
    /// - Throws: ``Fault`` for a mapping that fails.
    func create(_ words: [String: String], by user: String) throws -> XapiValue {
        guard words.values.allSatisfy({ $0.utf8.count <= XapiTasks.longestWords }) else {
            throw XapiError("INVALID_VALUE", "label", "too long")
        }
        let id = UUID().uuidString.lowercased()
        guard let record = try render(id, words, user, state: "running") else { return .void }
        book.set(id, record, owner: user)
        let old = content.withLock { content -> String? in
            content.own.append(id)
            return content.own.count > XapiTasks.most ? content.own.removeFirst() : nil
        }
        if let old { book.set(old, nil) }
        return .string(record.ref)
    }

    /// A task of what takes no time: it has ended, with what that has come to.
    /// - Throws: ``Fault`` for a mapping that fails.
    func ended(_ label: String, by user: String, _ body: () async throws -> XapiValue) async throws -> XapiValue {
        let result: Result<XapiValue, XapiError>
        do {
            result = .success(try await body())
        } catch let error as XapiError {
            result = .failure(error)
        }
        let task = try create(["label": label], by: user)
        guard let ref = task.text, let holder = book.knownHolder(ref) else { return task }
        switch result {
        case .success(let value):
            try end(holder, "success")
            _ = try book.update(holder) { record in
                var text = ""
                if value != .void { XMLRPC.write(value, to: &text) }
                record.fields["result"] = .string(text)
                return true
            }
        case .failure(let error):
            try end(holder, "error")
            _ = try book.update(holder) { record in
                record.fields["error_info"] = .strings(error.errorDescription)
                return true
            }
        }
        return task
    }

    /// Says that a client's task was cancelled.
    /// - Throws: ``Fault`` for a mapping that fails.
    func cancel(_ holder: String) throws { try end(holder, "cancelled") }

    /// Says why what a client's task stands for was not done. A task that the client did not make is left as it is.
    /// - Throws: ``Fault`` for a mapping that fails.
    func fail(_ ref: String, _ fault: Fault, by user: String) async throws {
        guard let holder = try await book.holder("task", ref), book.owner(of: holder) == user else { return }
        try end(holder, "error", fault)
    }

    private func end(_ holder: String, _ state: String, _ fault: Fault? = nil) throws {
        guard let before = try render(holder, [:], "", state: "running"),
            let after = try render(holder, ["finished": Date().generic], "", state: state, fault)
        else { return }
        _ = try book.update(holder) { record in
            for (name, value) in after.fields where before.fields[name] != value { record.fields[name] = value }
            return true
        }
    }

    private func render(_ id: String, _ words: [String: String], _ user: String, state: String, _ fault: Fault? = nil) throws -> XapiRecord? {
        var element = Element(
            ObjectType.task.rawValue, namespace: Namespaces.generic,
            attributes: ["id": id, "ref": "OpaqueRef:\(id)", "user": user, "state": state, "progress": "0", "created": Date().generic])
        for (name, value) in words { element[name] = value }
        if let fault { element.append(fault.element) }
        return try book.cache.render(Document(element)).first.flatMap { XapiRecord.records(in: $0).first }
    }
}
