import Agents
import Bus
import Generic
import Store
import XML

/// Operations that become commands: the mapping makes the vim25 method of each, and that goes the way of all commands.
extension Services {
    func command(_ subject: ServiceActions.Subject, _ call: ServiceCall) async throws(ServiceError) -> Element {
        let session = try call.authenticated()
        _ = try self.subject(subject, call)
        let server = presentation.server
        let trace = server.traces.begin()
        let client = Client(
            protocolName: Presentation.protocolName, scope: presentation.scope, user: session.user,
            role: presentation.rights.users()[session.user] ?? .noAccess, address: call.address,
            session: ["user": session.user, "key": session.key, "locale": session.locale])
        let outcome: Outcome
        do {
            let engine = server.engine
            let native = try engine.transform(
                .serviceIn, Document(call.document()),
                engine.context(presentation.cache.side, session: client.session), trace: trace)
            if let fault = Fault(native.root) { throw fault }
            let command = try server.command(native, from: client, trace: trace)
            let entry = try server.accept(command, from: client, trace: trace)
            await server.finish(of: entry.id)
            outcome = self.outcome(of: entry.id)
        } catch {
            outcome = .fault(error as? Fault ?? Fault(.internal, "\(error)"))
        }
        return try answer(Document(call.document([outcome.element(of: call.operation.name)])))
    }

    private func outcome(of id: String) -> Outcome {
        guard let entry = presentation.server.store.journal.entry(id), let bytes = entry.result ?? entry.fault,
            let outcome = (try? Document(parsing: bytes)).flatMap({ Outcome($0.root) })
        else { return .fault(Fault(.internal, "the command left no result")) }
        return outcome
    }
}
