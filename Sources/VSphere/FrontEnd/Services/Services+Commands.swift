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
        let client = presentation.client(session, call.address)
        let outcome: Outcome
        do {
            let engine = server.engine
            let native = try engine.transform(
                .serviceIn, Document(call.document()),
                engine.context(presentation.cache.side, session: client.session), trace: trace)
            if let fault = Fault(native.root) { throw fault }
            try mayCall(native.root, session.user)
            let command = try server.command(native, from: client, trace: trace)
            let entry = try server.accept(command, from: client, trace: trace)
            await server.finish(of: entry.id)
            outcome = presentation.server.outcome(ofFinished: entry.id)
        } catch {
            outcome = .fault(error as? Fault ?? Fault(.internal, "\(error)"))
        }
        return try answer(Document(call.document([outcome.element(of: call.operation.name)])))
    }

    /// - Parameter method: the vim25 method that an operation means.
    /// - Throws: ``Fault`` with code `noPermission`.
    private func mayCall(_ method: Element, _ user: String) throws(Fault) {
        guard let this = method.first("_this") else { return }
        do throws(VimFault) {
            try presentation.access(of: user).check(method, on: try ManagedObjectReference(this), presentation)
        } catch {
            guard error.type == "NoPermission" else { throw Fault(.internal, error.message) }
            throw Fault(.noPermission, error.message, ["privilege": error.fields.last?.value ?? ""])
        }
    }
}
