import Agents
import Bus
import Generic
import Store
import XML

/// The messages that the command table lists: each becomes a generic command, and with `Async.` a task.
extension XapiFrontEnd {
    func command(_ request: XapiRequest, _ message: XapiSchema.Message) async throws -> XapiValue {
        let session = try request.loggedIn()
        let client = Client(
            protocolName: RecordBook.protocolName, user: session.user,
            authority: .role(users()[session.user] ?? .noAccess), address: request.address,
            session: ["key": session.key, "user": session.user])
        let trace = server.traces.begin()
        let native = document(request)
        let command = try server.command(native, from: client, trace: trace)
        let before = Set(try devices(request, of: command.target).map(\.ref))
        if request.name.isAsync {
            let entry = try tasks.beginning { try server.accept(command, from: client, trace: trace) }
            Task {
                await server.finish(of: entry.id)
                if case .ref = message.result { tasks.note(try? made(request, command, before, entry, trace), of: entry.id) }
            }
            return try mapped(.result(made: .init(type: ObjectType.task.rawValue, id: entry.id)), command.name, native, trace)
        }
        let entry = try server.accept(command, from: client, trace: trace)
        await server.finish(of: entry.id)
        return try made(request, command, before, entry, trace)
    }

    /// The answer to a command that has ended. What a mapping has no reference for is found in the views: a new device.
    private func made(
        _ request: XapiRequest, _ command: Command, _ before: Set<String>, _ entry: JournalEntry, _ trace: Trace
    ) throws -> XapiValue {
        let value = try mapped(outcome(of: entry.id), command.name, document(request), trace)
        guard value == .void, case .structure(let given)? = request.arguments.first else { return value }
        let new = try devices(request, of: command.target).filter { !before.contains($0.ref) }
        // Others may make devices of the machine at the same time: the most alike is the one.
        let likeness = { (record: XapiRecord) in given.count { record.fields[$0.name] == $0.value } }
        return new.max { likeness($0) < likeness($1) }.map { .string($0.ref) } ?? value
    }

    private func devices(_ request: XapiRequest, of holder: String) throws -> [XapiRecord] {
        guard case .structure? = request.arguments.first else { return [] }
        return try book.records(of: holder).filter { $0.className == request.name.className }
    }

    private func outcome(of id: String) -> Outcome {
        guard let entry = server.store.journal.entry(id), let bytes = entry.result ?? entry.fault,
            let outcome = (try? Document(parsing: bytes)).flatMap({ Outcome($0.root) })
        else { return .fault(Fault(.internal, "the command left no result")) }
        return outcome
    }

    private func document(_ request: XapiRequest) -> Document {
        XapiCall(method: request.name.text, parameters: request.arguments).document
    }

    /// A fault as XAPI has it.
    func refusal(_ fault: Fault, _ call: XapiCall) -> XapiError {
        let name = MethodName(call.method, schema)?.text ?? call.method
        let native = XapiCall(method: name, parameters: Array(call.parameters.dropFirst())).document
        do {
            _ = try mapped(.fault(fault), name, native, nil)
            return XapiError("INTERNAL_ERROR", fault.message)
        } catch let error as XapiError {
            return error
        } catch {
            return XapiError("INTERNAL_ERROR", fault.message)
        }
    }

    /// The value that the mapping makes of a generic result.
    /// - Throws: ``XapiError`` that it makes of a fault, or ``Fault`` for a mapping that fails.
    private func mapped(_ outcome: Outcome, _ command: String, _ native: Document, _ trace: Trace?) throws -> XapiValue {
        let input = Document(
            composing: "reply", namespace: Namespaces.plan, prefix: "p",
            [.wrapped(name: "request", attributes: [], [.document(native)]), .element(outcome.element(of: command))])
        let output = try server.engine.transform(
            .resultOut, input, server.engine.context(book.cache.side), trace: trace
        ).root
        guard output.name == "error" else { return XapiValue(in: output) ?? .void }
        throw XapiError(errorDescription: output.elements.map(\.text)) ?? XapiError("INTERNAL_ERROR", command)
    }
}

extension XapiCall {
    /// `<x:call><x:method/><x:params><x:value/>*</x:params></x:call>`
    var document: Document {
        var call = XapiValue.element("call")
        call.append(XapiValue.element("method", text: method))
        var params = XapiValue.element("params")
        for value in parameters { params.append(value.element("value")) }
        call.append(params)
        return Document(call)
    }
}
