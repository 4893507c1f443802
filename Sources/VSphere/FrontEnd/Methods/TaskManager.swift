import Agents
import Generic
import Store
import XML

extension Methods {
    static let taskManager: [String: Handler] = [
        "CreateCollectorForTasks": { try $0.createCollectorForTasks($1) },
        "CancelTask": { try $0.cancelTask($1) },
    ]
}

/// Methods of TaskManager and Task.
extension VSphereFrontEnd {
    func createCollectorForTasks(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let collector = TaskHistoryCollector(try TaskFilter(try call.request.required("filter"), in: objects))
        let reference = try objects.session.add("TaskHistoryCollector") { _ in collector }
        return try .reply(to: call) { $0.reference("returnval", reference) }
    }

    /// A task that no host has heard of yet never begins; any other cannot be cancelled.
    func cancelTask(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        guard try call.objects().exists(call.request.receiver), let id = presentation.id(of: call.request.receiver)
        else {
            throw .notFound(call.request.receiver)
        }
        if let task = presentation.server.store.journal.entry(id).flatMap({ ClientTask($0, in: presentation) }) {
            guard task.entry.state != .done else { throw VimFault("InvalidState", "The task is done already") }
            guard task.isCancelable else { throw VimFault("NotSupported", "The task cannot be cancelled") }
            // Its client sees that, and ends it.
            try stored { try task.tell(["cancelled": "true"]) }
            return try .reply(to: call)
        }
        do {
            try presentation.server.cancel(id, by: session.user)
        } catch {
            return try answer(call, .fault(error), call.request.method, nil)
        }
        audit(session.user, call.address, "cancelTask", "accepted")
        return try .reply(to: call)
    }
}
