import Agents
import Bus
import Foundation
import Generic
import Logging
import Store
import XML

/// Calls about objects: those that only tell something are answered by the mapping from the views, the others are commands.
extension LibvirtFrontEnd {
    /// Who calls, and what of the fleet the connection shows.
    struct Caller: Sendable {
        var client: Client
        var shown: Presentation
        var isReadOnly: Bool

        var book: ViewBook { shown.book }
        var hosts: Set<String>? { shown.hosts }
    }

    /// - Returns: `v:result`, and what it is made of.
    /// - Throws: ``RemoteError``.
    func answer(
        _ procedure: ProcedureTable.Procedure, _ call: Element, _ caller: Caller
    ) async throws(RemoteError) -> (Element, AnswerBook.Source) {
        try await answering(procedure, call, caller) {
            if let need = calls.answers[procedure.name] { return try await question(procedure, call, need, caller) }
            guard let need = calls.commands[procedure.name] else { throw unsupported(procedure) }
            return (try await command(procedure, call, need, caller), .moment)
        }
    }

    func unsupported(_ procedure: ProcedureTable.Procedure) -> RemoteError {
        let reason = calls.refusals[procedure.name].map { ": \($0)" } ?? ""
        return RemoteError(
            3, 7, "this function is not supported by the connection driver: \(procedure.publicName)\(reason)")
    }

    /// Whatever goes wrong with a call becomes an error of libvirt's.
    func answering<Answer>(
        _ procedure: ProcedureTable.Procedure, _ call: Element, _ caller: Caller, _ body: () async throws -> Answer
    ) async throws(RemoteError) -> Answer {
        do {
            return try await body()
        } catch let error as RemoteError {
            throw error
        } catch let fault as Fault {
            if fault.code == .internal {
                log.error("a call failed", metadata: ["procedure": "\(procedure.name)", "error": "\(fault.message)"])
            }
            throw refusal(fault, call, caller)
        } catch {
            log.error("a call failed", metadata: ["procedure": "\(procedure.name)", "error": "\(error)"])
            throw RemoteError(1, 7, "internal error: the call could not be served")
        }
    }

    // MARK: - Questions

    private func question(
        _ procedure: ProcedureTable.Procedure, _ call: Element, _ need: CallTable.Need, _ caller: Caller
    ) async throws -> (Element, AnswerBook.Source) {
        let about = try objects(of: procedure, call, need, caller)
        let near =
            need.isNear && !about.isEmpty ? Set(about.compactMap { server.store.mirror.entry($0)?.host }) : caller.hosts
        var rows: [Part] = []
        for type in need.rows {
            for entry in caller.book.entries(type, near) {
                if let row = try caller.book.row(entry.id) { rows.append(.element(row.element)) }
            }
        }
        var views = about
        for type in need.views where about.isEmpty || need.isNear {
            views += caller.book.entries(type, near).map(\.id).filter { !views.contains($0) }
        }
        var parts: [Part] = [.element(call)]
        var whole: [Part] = []
        for id in views {
            guard let view = try caller.book.view(id) else { continue }
            let figures = need.figures ? figures.elements(of: id).map { Part.element($0) } : []
            whole.append(.wrapped(name: "object", attributes: [], [.document(view)] + figures))
        }
        parts.append(.wrapped(name: "about", attributes: [], whole))
        parts.append(.wrapped(name: "rows", attributes: [], rows))
        if need.lists == .always { parts.append(files(await listings(about, caller))) }
        let operations = 2_000_000 + UInt(rows.count + views.count) * 20_000
        let isOfThem = !about.isEmpty && views.count == about.count && need.rows.isEmpty && need.argument == nil
        let source: AnswerBook.Source = need.lists == .always ? .moment : isOfThem ? .objects(about) : .everything
        do {
            return (try checked(transform(.objectOut, parts, "question", caller, operations: operations)), source)
        } catch let error as RemoteError where need.lists == .missing && error.code == Self.noVolume {
            parts.append(files(await listings(about, caller)))
            return (try checked(transform(.objectOut, parts, "question", caller, operations: operations)), .moment)
        }
    }

    /// VIR_ERR_NO_STORAGE_VOL
    private static let noVolume = 50

    private func files(_ listings: [Element]) -> Part {
        .wrapped(name: "files", attributes: [], listings.map { .element($0) })
    }

    /// The objects that the arguments of a call name, as far as the connection has them.
    private func objects(
        of procedure: ProcedureTable.Procedure, _ call: Element, _ need: CallTable.Need, _ caller: Caller
    ) throws -> [String] {
        var found: [String] = []
        func add(_ id: String?) { if let id, !found.contains(id) { found.append(id) } }
        for field in procedure.arguments { for id in named(field.type, call.all(field.name), caller) { add(id) } }
        if let argument = need.argument, let text = call.text(at: argument) {
            if let native = need.finds { add(caller.book.object(native, text, caller.hosts)) }
            if let type = need.named { add(caller.book.object(named: text, type, caller.hosts)) }
        }
        return found
    }

    private func named(_ type: XDRType, _ elements: [Element], _ caller: Caller) -> [String] {
        switch type {
        case .optional(let inner), .array(let inner, _): return named(inner, elements, caller)
        case .structure(let structure):
            if let identity = calls.identities[structure.name] {
                return elements.compactMap { element in
                    element[identity.field].flatMap { caller.book.object(identity.native, $0, caller.hosts) }
                }
            }
            return structure.fields.flatMap { field in
                named(field.type, elements.flatMap { $0.all(field.name) }, caller)
            }
        default: return []
        }
    }

    // MARK: - Commands

    /// A call with all that the mapping has to know, and the generic command that it is.
    struct Request: Sendable {
        var call: Element
        var command: Command
        var trace: Trace
    }

    func prepared(
        _ procedure: ProcedureTable.Procedure, _ call: Element, _ need: CallTable.Need, _ caller: Caller
    ) throws -> Request {
        guard !caller.isReadOnly else {
            throw RemoteError(29, 7, "operation \(procedure.publicName) forbidden for read only access")
        }
        var call = call
        call["node"] = try node(caller)?.element["uuid"]
        var connection = Element.v("connection")
        for type in need.rows {
            for entry in caller.book.entries(type, caller.hosts) {
                if let row = try caller.book.row(entry.id) { connection.append(row.element) }
            }
        }
        for id in try objects(of: procedure, call, need, caller) {
            if let view = try caller.book.view(id) { connection.append(view.root) }
        }
        call.append(connection)
        let trace = server.traces.begin()
        let command = try server.command(Document(call), from: caller.client, trace: trace)
        guard caller.book.has(command.target, caller.hosts) else {
            let type = server.store.mirror.entry(command.target)?.type ?? ObjectType.vm.rawValue
            throw Fault(.notFound, "The connection has no such object", ["type": type, "id": command.target])
        }
        return Request(call: call, command: command, trace: trace)
    }

    private func command(
        _ procedure: ProcedureTable.Procedure, _ call: Element, _ need: CallTable.Need, _ caller: Caller
    ) async throws -> Element {
        let request = try prepared(procedure, call, need, caller)
        let entry = try server.accept(request.command, from: caller.client, trace: request.trace)
        await server.finish(of: entry.id)
        var outcome = server.outcome(ofFinished: entry.id)
        if let other = try await plainFile(request, outcome, caller) { outcome = other }
        let result = try mapped(outcome, request.command.name, request.call, caller, request.trace)
        guard let then = need.then, let next = procedures.remote[then], let following = calls.commands[then] else {
            return result
        }
        var second = Element.v("call", ["procedure": then])
        for argument in result.elements where next.arguments.contains(where: { $0.name == argument.name }) {
            second.append(argument)
        }
        return try await self.command(next, second, following, caller)
    }

    /// The host on which new objects are made: the connection's, or the first one of the kind that the client knows.
    private func node(_ caller: Caller) throws -> ViewBook.Row? {
        let own =
            caller.book.host ?? server.hosts.first { $0.platform == Self.protocolName && $0.state.connected }
            ?? server.hosts.first
        let id = caller.hosts?.sorted().first ?? own?.state.id
        return try id.flatMap { try caller.book.row($0) }
    }

    /// A fault as libvirt has it.
    func refusal(_ fault: Fault, _ call: Element, _ caller: Caller) -> RemoteError {
        do {
            _ = try mapped(.fault(fault), "", call, caller, nil)
            return RemoteError(1, 7, "internal error: \(fault.message)")
        } catch let error as RemoteError {
            return error
        } catch {
            return RemoteError(1, 7, "internal error: \(fault.message)")
        }
    }

    func mapped(_ outcome: Outcome, _ command: String, _ call: Element, _ caller: Caller, _ trace: Trace?)
        throws -> Element
    {
        if case .result(let made?) = outcome { caller.book.identify(made.id, isMade: true) }
        let input = Document(
            composing: "reply", namespace: Namespaces.plan, prefix: "p",
            [.wrapped(name: "request", attributes: [], [.element(call)]), .element(outcome.element(of: command))])
        let context = try server.engine.context(caller.book.cache.side, session: caller.client.session)
        return try checked(server.engine.transform(.resultOut, input, context, trace: trace).root)
    }

    private func transform(
        _ step: Step, _ parts: [Part], _ name: String, _ caller: Caller, operations: UInt
    ) throws -> Element {
        let input = Document(
            composing: "view", namespace: Namespaces.plan, prefix: "p", [.wrapped(name: name, attributes: [], parts)])
        return try server.engine.transform(
            step, input, server.engine.context(caller.book.cache.side, session: caller.client.session),
            operations: operations
        ).root
    }

    /// - Throws: ``RemoteError`` where the mapping has made one.
    private func checked(_ output: Element) throws(RemoteError) -> Element {
        guard output.name == "error" else { return output }
        throw RemoteError(
            Int(output["code"] ?? "") ?? 1, Int(output["domain"] ?? "") ?? 7, output.first("message")?.text ?? "")
    }
}

extension Element {
    /// The text of an argument, or of an element or attribute in it: `name`, `vol/pool`, `xml/domain/uuid`.
    fileprivate func text(at path: String) -> String? {
        var place: Element? = self
        for part in path.split(separator: "/").map(String.init) {
            guard let next = place?.first(part) else { return place?[part] }
            place = next
        }
        return place?.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension ProcedureTable.Procedure {
    /// What the function is called in libvirt's own library.
    var publicName: String { "vir" + name.prefix(1).uppercased() + name.dropFirst() }
}
