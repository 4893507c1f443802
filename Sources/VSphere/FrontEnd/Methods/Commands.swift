import Agents
import Bus
import Generic
import Store
import XML

/// The methods that the command table lists: each becomes a generic command, and a task where the method returns one.
extension VSphereFrontEnd {
    func command(_ call: Call) async throws(VimFault) -> Answer {
        try await commandAndTask(call).answer
    }

    /// - Returns: the answer, and the generic identifier of the command's task once it was accepted.
    func commandAndTask(_ call: Call) async throws(VimFault) -> (answer: Answer, task: String?) {
        _ = try call.authenticated()
        let request = call.request
        guard let returns = presentation.schema.method(request.method, of: request.receiver.type) else {
            guard try call.objects().exists(request.receiver) else { throw .notFound(request.receiver) }
            throw .methodNotFound(request.method, on: request.receiver)
        }
        try check(call)
        guard try call.objects().exists(request.receiver) else { throw .notFound(request.receiver) }
        let server = presentation.server
        let client = try client(call)
        let trace = server.traces.begin()
        let native = Document(NameResolution(presentation: presentation).resolve(request.body))
        do {
            let command = try server.command(native, from: client, trace: trace)
            let entry = try server.accept(command, from: client, trace: trace)
            // What names a task in its result does not wait for it either.
            if returns == "ref:Task" || returns == "StoragePlacementResult" {
                let made = Outcome.Made(type: ObjectType.task.rawValue, id: entry.id)
                return (try answer(call, .result(made: made), command.name, trace), entry.id)
            }
            await server.finish(of: entry.id)
            return (try answer(call, presentation.server.outcome(ofFinished: entry.id), command.name, trace), entry.id)
        } catch let fault as Fault {
            return (try answer(call, .fault(fault), request.method, trace), nil)
        } catch let fault as VimFault {
            throw fault
        } catch {
            throw VimFault("SystemError", "\(error)", [("reason", "\(error)")])
        }
    }

    /// The reply that the mapping makes of a generic result or fault.
    func answer(_ call: Call, _ outcome: Outcome, _ command: String, _ trace: Trace?) throws(VimFault) -> Answer {
        let input = Document(
            composing: "reply", namespace: Namespaces.plan, prefix: "p",
            [
                .wrapped(name: "request", attributes: [], [.element(call.request.body)]),
                .element(outcome.element(of: command)),
            ])
        do {
            let server = presentation.server
            if case .result(let made?) = outcome, let node = presentation.cache.layout.node(made.id) {
                try server.engine.context(presentation.cache.side).identify(node)
            }
            let output = try server.engine.transform(
                .resultOut, input, server.engine.context(presentation.cache.side), trace: trace)
            try server.store.identifiers.flush()
            guard output.rootName == "fault" else { return Answer(SOAPWriter.response(output.bytes())) }
            let root = output.root
            let details = (root.first("detail")?.elements ?? []).map { Document($0).bytes() }
            return Answer(
                SOAPWriter.fault(message: root.first("faultstring")?.text ?? "fault") { writer in
                    for detail in details { writer.raw(detail) }
                }, isFault: true)
        } catch {
            let reason = (error as? Fault)?.message ?? "\(error)"
            throw VimFault("SystemError", reason, [("reason", reason)])
        }
    }
}
