import Agents
import Bus
import Foundation
import Generic
import Store
import XML

/// The messages that the command table lists: each becomes a generic command, and with `Async.` a task.
extension XapiFrontEnd {
    func command(_ request: XapiRequest, _ message: XapiSchema.Message) async throws -> XapiValue {
        let session = try request.loggedIn()
        let client = Client(
            protocolName: RecordBook.protocolName, scope: book.cache.side.scope, user: session.user,
            authority: .role(users()[session.user] ?? .noAccess), address: request.address,
            session: ["key": session.key, "user": session.user])
        let trace = server.traces.begin()
        let native = try await explained(document(request), request, message)
        let command = try server.command(native, from: client, trace: trace)
        if let other = book.operations(on: command.target).first(where: { book.table.excludes(request.name.text, $0.word) }) {
            throw Fault(
                .busy, "Another operation on the object is under way: \(other.word)",
                ["operation": other.word, "task": other.task])
        }
        let before = Set(try devices(request, of: command.target).map(\.ref))
        let parts = request.name.verb == "destroy" ? try parts(of: command.target) : []
        if request.name.isAsync {
            let isMaking = if case .ref = message.result { true } else { false }
            let entry = try tasks.beginning(isMaking: isMaking, fields: request.taskFields) {
                try server.accept(command, from: client, trace: trace)
            }
            Task {
                await server.finish(of: entry.id)
                try? leave(parts, command)
                if isMaking { tasks.note(try? made(request, native, command, before, entry, trace), of: entry.id) }
            }
            return try mapped(.result(made: .init(type: ObjectType.task.rawValue, id: entry.id)), command.name, native, trace)
        }
        let entry = try server.accept(command, from: client, trace: trace)
        await server.finish(of: entry.id)
        // Whoever has commanded reads what has become of it.
        await book.settle(command.target)
        try leave(parts, command)
        return try made(request, native, command, before, entry, trace)
    }

    /// The answer to a command that has ended. What a mapping has no reference for is found in the views: a new device.
    private func made(
        _ request: XapiRequest, _ native: Document, _ command: Command, _ before: Set<String>, _ entry: JournalEntry,
        _ trace: Trace
    ) throws -> XapiValue {
        let outcome = server.outcome(ofFinished: entry.id)
        // What another client has deleted is gone from here, too.
        if case .fault(let fault) = outcome, fault.code == .fileNotFound, request.name.verb == "destroy",
            book.isTransient(request.text(0))
        {
            book.set(request.text(0), nil)
        }
        let value = try mapped(outcome, command.name, native, trace)
        if request.name.verb == "destroy", book.isTransient(request.text(0)) { book.set(request.text(0), nil) }
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

    /// What views show as parts of a machine and outlasts it: volumes that are no objects of their own.
    private func parts(of holder: String) throws -> [XapiRecord] {
        guard !book.isTransient(holder), server.store.mirror.entry(holder) != nil else { return [] }
        return try book.records(of: holder).filter { $0.fields[XapiFrontEnd.part] != nil }
    }

    /// The name under which a mapping says what a record is a part of.
    private static let part = "part"

    /// Keeps those that no view has any more.
    private func leave(_ parts: [XapiRecord], _ command: Command) throws {
        guard !parts.isEmpty else { return }
        let present = server.store.mirror.entry(command.target) == nil ? [] : try self.parts(of: command.target).map(\.ref)
        for var record in parts where !present.contains(record.ref) {
            record.fields[XapiFrontEnd.part] = nil
            for (name, value) in record.fields {
                if case .array = value { record.fields[name] = .array([]) }
            }
            book.set(record.ref, record)
        }
    }

    /// The call with what its mapping has to know: the records of the references in it, a word that nobody has had, and
    /// for what makes an object the pool.
    private func explained(
        _ native: Document, _ request: XapiRequest, _ message: XapiSchema.Message
    ) async throws -> Document {
        var context = XapiValue.element("context")
        for ref in Set(request.arguments.flatMap(\.references)).sorted() {
            if let record = try await book.record(ref) { context.append(record.element) }
        }
        if case .ref = message.result, let pool = try book.records(of: RecordBook.fleet).first {
            context.append(pool.element)
        }
        context.append(XapiValue.element("new", text: UUID().uuidString.lowercased()))
        var call = native.root
        call.append(context)
        return Document(call)
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
        if schema[output.name] != nil {
            // A record that no view has yet.
            guard let record = XapiRecord.records(in: FlatTree(Document(output))).first else { return .void }
            book.set(record.ref, record)
            return .string(record.ref)
        }
        guard output.name == "error" else { return XapiValue(in: output) ?? .void }
        throw XapiError(errorDescription: output.elements.map(\.text)) ?? XapiError("INTERNAL_ERROR", command)
    }
}

extension XapiValue {
    /// The references in it: in an array, and the names and values in a map.
    fileprivate var references: [String] {
        let texts: [String?] =
            switch self {
            case .string(let text): [text]
            case .array(let items): items.map(\.text)
            case .structure(let members): members.flatMap { [$0.name, $0.value.text] }
            default: []
            }
        return texts.compactMap { $0 }.filter { $0.hasPrefix("OpaqueRef:") && $0 != XapiValue.null }
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
