import Agents
import Generic

extension Messages {
    static let tasks: [String: Handler] = [
        "task.create": { front, request in
            try front.tasks.create(
                ["label": request.text(0), "description": request.text(1)], by: request.loggedIn().user)
        },
        "task.destroy": { front, request in
            guard try await front.tasks.destroy(request.text(0)) else { throw XapiError.handleInvalid("task", request.text(0)) }
            return .void
        },
        "task.cancel": { try await $0.cancel($1) },
    ]
}

extension XapiFrontEnd {
    /// What a hypervisor has been told already cannot be cancelled (XenAPI: task.cancel, OPERATION_NOT_ALLOWED).
    func cancel(_ request: XapiRequest) async throws -> XapiValue {
        guard let holder = try await book.holder("task", request.text(0)) else {
            throw XapiError.handleInvalid("task", request.text(0))
        }
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
}
