import Agents
import Generic
import Store

extension Messages {
    static let tasks: [String: Handler] = [
        "task.create": { front, request in
            try front.tasks.create(
                ["label": request.text(0), "description": request.text(1)], by: request.loggedIn().user)
        },
        "task.destroy": { try await $0.destroy($1) },
        "task.cancel": { try await $0.cancel($1) },
    ]
}

extension XapiFrontEnd {
    /// What a hypervisor has been told already cannot be cancelled (XenAPI: task.cancel, OPERATION_NOT_ALLOWED).
    func cancel(_ request: XapiRequest) async throws -> XapiValue {
        let holder = try await ownTask(request)
        if book.isTransient(holder) {
            try tasks.cancel(holder)
        } else {
            do {
                try server.cancel(holder, by: request.loggedIn().user)
            } catch let fault as Fault {
                throw XapiError.notAllowed(fault.message)
            }
        }
        return .void
    }

    func destroy(_ request: XapiRequest) async throws -> XapiValue {
        _ = try await ownTask(request)
        _ = try await tasks.destroy(request.text(0))
        return .void
    }

    /// The task that a client wants to change: its own, or anybody's for an operator.
    /// - Throws: ``XapiError`` with code `HANDLE_INVALID` or `RBAC_PERMISSION_DENIED`.
    private func ownTask(_ request: XapiRequest) async throws -> String {
        guard let holder = try await book.holder("task", request.text(0)) else {
            throw XapiError.handleInvalid("task", request.text(0))
        }
        let owner = server.store.journal.entry(holder)?.user ?? book.owner(of: holder)
        if try owner != request.loggedIn().user { try require(.operator, request) }
        try record(request, "accepted")
        return holder
    }

    /// - Throws: ``XapiError`` with code `RBAC_PERMISSION_DENIED`.
    func require(_ role: Role, _ request: XapiRequest) throws {
        guard try sessions.role(of: request.loggedIn()).allows(role) else {
            try record(request, "refused")
            throw XapiError("RBAC_PERMISSION_DENIED", request.name.text.lowercased(), "not allowed for the user's role")
        }
    }

    /// Writes a change that is no command down for the audit.
    func record(_ request: XapiRequest, _ outcome: String) throws {
        audit(try request.loggedIn().user, request.address, request.name.text, outcome)
    }

    /// Sets a field of a record that no hypervisor has: a task's by who made it or an operator, another by an administrator.
    /// - Returns: whether the record is such a one, and has such a field.
    func write(_ request: XapiRequest) throws -> Bool {
        guard let holder = book.knownHolder(request.text(0)) else { return false }
        let owner = server.store.journal.entry(holder)?.user ?? book.owner(of: holder)
        guard owner != nil || book.isTransient(holder) else { return false }
        if try owner != request.loggedIn().user { try require(owner == nil ? .admin : .operator, request) }
        guard try tasks.write(request) else { return false }
        try record(request, "accepted")
        return true
    }
}
