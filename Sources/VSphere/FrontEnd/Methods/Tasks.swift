import Agents
import Generic
import Store
import XML

extension Methods {
    static let tasks: [String: Handler] = [
        "CreateTask": { try $0.createTask($1) },
        "SetTaskState": { try $0.setTaskState($1) },
        "SetTaskDescription": { try $0.setTaskDescription($1) },
        "UpdateProgress": { try $0.updateProgress($1) },
    ]
}

/// Methods of TaskManager and Task for the tasks that extensions carry out.
extension VSphereFrontEnd {
    func createTask(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        let object = try known(call.request.required("obj"), call)
        guard let place = presentation.places.place(of: object), object.type == place.aspect else {
            throw .invalidArgument("obj", "No task is about a \(object.type)")
        }
        let type = try call.request.required("taskTypeId").text
        guard Extensions(presentation: presentation).hasTaskType(type) else {
            throw .invalidArgument("taskTypeId", "No extension has registered the task type '\(type)'")
        }
        var properties = ["cancelable": "\(try call.request.flag("cancelable"))"]
        for name in ["parentTaskKey", "activationId"] { properties[name] = call.request.text(name) }
        let user = call.request.text("initiatedBy") ?? session.user
        let task = try stored {
            try ClientTask.create(type, on: place.object, by: user, properties, in: presentation)
        }
        guard let task, let info = try presentation.task(task.entry)?.root.first("info") else {
            throw VimFault("SystemError", "The task cannot be shown", [("reason", "no task")])
        }
        audit(session.user, call.address, "createTask", "accepted")
        return try .reply(to: call) { $0.copy("returnval", info) }
    }

    func setTaskState(_ call: Call) throws(VimFault) -> Answer {
        let task = try clientTask(call)
        let state = try call.request.required("state").text
        guard ["queued", "running", "success", "error"].contains(state) else {
            throw .invalidArgument("state", "There is no such state")
        }
        var told: [String: String] = [:]
        if state == "success", let result = call.request.argument("result") {
            told["result"] = kept(result, as: "result")
        }
        if state == "error" {
            guard let fault = call.request.argument("fault") else {
                throw .invalidArgument("fault", "What has failed must say why")
            }
            try presentation.schema.check(fault, as: "LocalizedMethodFault", argument: "fault")
            told["error"] = kept(fault, as: "error")
        }
        try change(task) {
            switch state {
            case "running" where task.entry.state == .accepted: try task.begin()
            case "success", "error": try task.end(failed: state == "error", told)
            case "queued" where task.entry.state == .accepted, "running": break
            default: throw StoreError(.conflict, "the task cannot be \(state) any more")
            }
        }
        return try .reply(to: call)
    }

    func setTaskDescription(_ call: Call) throws(VimFault) -> Answer {
        let task = try clientTask(call)
        let description = try call.request.required("description")
        try presentation.schema.check(description, as: "LocalizableMessage", argument: "description")
        try change(task) { try task.tell(["description": kept(description, as: "description")]) }
        return try .reply(to: call)
    }

    /// Percent.
    func updateProgress(_ call: Call) throws(VimFault) -> Answer {
        let task = try clientTask(call)
        guard let percent = try call.request.body.number("percentDone", atLeast: 0), percent <= 100 else {
            throw VimFault("OutOfBounds", "percentDone goes from 0 to 100", [("argumentName", "percentDone")])
        }
        guard task.entry.state == .dispatched else { throw invalidState() }
        presentation.server.store.journal.progress(task.entry.id, percent)
        try change(task) { try task.tell(["progress": "\(percent)"]) }
        return try .reply(to: call)
    }

    // MARK: - The task

    /// - Throws: ``VimFault`` with type `InvalidState` for a task that the server carries out itself.
    private func clientTask(_ call: Call) throws(VimFault) -> ClientTask {
        let receiver = call.request.receiver
        guard try call.objects().exists(receiver), let id = presentation.id(of: receiver),
            let entry = presentation.server.store.journal.entry(id)
        else { throw .notFound(receiver) }
        guard let task = ClientTask(entry, in: presentation) else { throw invalidState() }
        return task
    }

    private func change(_ task: ClientTask, _ body: () throws -> Void) throws(VimFault) {
        guard task.entry.state != .done else { throw invalidState() }
        do {
            try body()
        } catch let error as StoreError where error.code == .conflict {
            throw invalidState()
        } catch {
            throw VimFault("SystemError", "The task cannot be stored", [("reason", "\(error)")])
        }
    }

    private func invalidState() -> VimFault {
        VimFault("InvalidState", "The task cannot be changed so in its present state")
    }

    private func kept(_ element: Element, as name: String) -> String {
        var element = element.typed
        element.name = name
        return Document(element).text()
    }
}
