import Bus
import Generic
import Hosts
import Store
import XML

/// Performs the commands of one protocol's clients on one host (715): decides by the table, translates on the spot or
/// redirects to the engine, applies, and brings the mirror up to date.
public struct TransformAgent: Sendable {
    public let host: ManagedHost
    /// The protocol that the command came in.
    public let protocolName: String
    /// The part of the fleet that is presented in it, see ``MappingContext/Side``.
    public let scope: String
    let table: CommandTable
    let engine: TransformationEngine
    let mirror: Mirror
    let inventory: InventoryReader

    /// Who it is, for traces.
    var identity: String {
        "\(protocolName) agent of \(host.name) (\(host.platform)), presented \(scope.isEmpty ? "in the fleet" : "by itself")"
    }

    /// Performs one command to its end. Runs in the target's lane.
    /// - Parameter dispatching: called after the plan is made and before the host hears of it.
    func perform(
        _ command: Command, session: [String: String], trace: Trace,
        dispatching: () throws -> Void, progress: @escaping @Sendable (Int) -> Void
    ) async -> Outcome {
        trace.record("agent", identity)
        do {
            let plan = try plan(command, session: session, trace: trace)
            try dispatching()
            return try await run(plan, command, session: session, trace: trace, progress: progress)
        } catch let fault as Fault {
            return .fault(fault)
        } catch {
            return .fault(Fault(.internal, "\(error)"))
        }
    }

    // MARK: - FIG. 8: 815 to 835

    /// - Parameter destination: the host where the machine is to be, if that is another one.
    func plan(
        _ command: Command, to destination: Destination? = nil, session: [String: String], trace: Trace
    ) throws -> Plan {
        let entry = mirror.entry(command.target)
        guard entry != nil || inventory.layout.node(command.target) != nil else {
            throw Fault(.notFound, "The object is gone", ["type": ObjectType.vm.rawValue, "id": command.target])
        }
        if let wanted = command.ifRevision, let entry, wanted != entry.revision {
            throw Fault(.conflict, "The object has changed since it was read", ["revision": "\(entry.revision)"])
        }
        try host.expectConnected(entry?.host)
        try expectNewKeys(command, entry)
        let decision = try table.decide(command) { try conditionInput(command, entry) }
        switch decision {
        case .refused(let fault):
            trace.record("decision", "refused: \(fault.message)")
            throw fault
        case .direct(let because):
            count("direct", command)
            trace.record("decision", "direct: \(because)")
            return try Plan(translate(command, session: session, trace: trace))
        case .redirected(let because):
            count("redirected", command)
            trace.record("decision", "redirected: \(because)")
            return try Plan(redirect(command, entry, to: destination, session: session, trace: trace))
        }
    }

    /// 850: from the command alone.
    private func translate(_ command: Command, session: [String: String], trace: Trace) throws -> Document {
        let input = Document(
            composing: "input", namespace: Namespaces.plan, prefix: "p", [.element(command.element)])
        return try engine.transform(.commandOut, input, engine.context(host.side, session: session), trace: trace)
    }

    /// 825 to 835: with the mirror's data.
    private func redirect(
        _ command: Command, _ entry: MirrorEntry?, to destination: Destination?, session: [String: String], trace: Trace
    ) throws -> Document {
        var parts: [Part] = [.element(command.element)]
        if let entry, entry.type == ObjectType.vm.rawValue {
            if let generic = try mirror.generic(entry.id) { parts.append(.document(try Document(parsing: generic))) }
            if let native = try mirror.native(entry.id) {
                parts.append(.wrapped(name: "native", attributes: [], [.document(try Document(parsing: native))]))
            }
        }
        if let entry = entry ?? host.state.id.flatMap(mirror.entry) {
            parts.append(.wrapped(name: "host", attributes: [], try surroundings(of: entry)))
        }
        if let entry, entry.type == ObjectType.host.rawValue, isAbout(command) {
            let machines = mirror.entries(type: ObjectType.vm.rawValue, host: entry.id).map(\.id)
            parts.append(.wrapped(name: "machines", attributes: [], try documents(of: machines)))
        }
        if host.driver.isLaidOut { parts.append(places(of: command)) }
        if let destination { parts.append(try destination.part(mirror)) }
        let input = Document(composing: "input", namespace: Namespaces.plan, prefix: "p", parts)
        trace.record("mirror", entry.map { "revision \($0.revision)" } ?? "no object", document: input)
        return try engine.transform(.commandOut, input, engine.context(host.side, session: session), trace: trace)
    }

    private func conditionInput(_ command: Command, _ entry: MirrorEntry?) throws -> Document {
        var parts: [Part] = [.element(command.element)]
        if let entry, entry.type == ObjectType.vm.rawValue, let generic = try mirror.generic(entry.id) {
            parts.append(.document(try Document(parsing: generic)))
        }
        return Document(composing: "input", namespace: Namespaces.plan, prefix: "p", parts)
    }

    /// The host, its datastores and its networks.
    private func surroundings(of entry: MirrorEntry) throws -> [Part] {
        let types: [ObjectType] = [.datastore, .network]
        let ids = [entry.host] + types.flatMap { mirror.entries(type: $0.rawValue, host: entry.host).map(\.id) }
        return try documents(of: ids)
    }

    private func documents(of ids: [String]) throws -> [Part] {
        let documents = try mirror.generic(ids)
        return try ids.compactMap { documents[$0] }.map { .document(try Document(parsing: $0)) }
    }

    /// The volumes of its datastore that a command names by their path: they may be others now, or gone.
    private func volumes(of command: Command) -> [String] {
        guard let path = command.element["path"], !path.isEmpty else { return [] }
        return mirror.referrers(of: command.target).filter { entry in
            guard entry.type == ObjectType.volume.rawValue else { return false }
            guard entry.name != path else { return true }
            guard let generic = try? mirror.generic(entry.id) else { return false }
            return (try? Document(parsing: generic))?.root.first("path")?.text == path
        }.map(\.id)
    }

    /// Whether a command is about its target itself, and not about what it makes there.
    private func isAbout(_ command: Command) -> Bool {
        !engine.mappings.union.all("command").contains { $0["name"] == command.name && $0["makes"] != nil }
    }

    // MARK: - FIG. 8: 855, 860, 845, 840

    /// - Parameter driver: who carries the calls to the host; its own driver if absent.
    func run(
        _ plan: Plan, _ command: Command, session: [String: String], trace: Trace, driver: (any HostDriver)? = nil,
        progress: @escaping @Sendable (Int) -> Void
    ) async throws -> Outcome {
        var run = PlanRun(plan: plan, driver: driver ?? host.driver, trace: trace)
        let ending = await run.run(progress: progress)
        let concerned = inventory.layout.concerned(by: command)
        if let made = plan.makes, let id = run.taken[made.from], !id.isEmpty {
            await inventory.refresh(NativeReference(type: made.type, id: id), of: host, isMade: true, trace: trace)
        }
        for id in [command.target] + concerned + volumes(of: command) {
            await inventory.refresh(id, of: host, trace: trace)
        }
        if case .broken(let step, let error) = ending {
            let code: Fault.Code = error.code == .uncertain ? .interrupted : .hostUnavailable
            throw Fault(code, "The host \(host.name) failed at step \(step): \(error)", ["host": host.name])
        }
        var parts = run.results.map { result in
            Part.wrapped(name: "result", attributes: [Attribute("step", result.step)], [.document(result.document)])
        }
        if case .failed(let step, let native) = ending {
            parts.append(.wrapped(name: "failure", attributes: [Attribute("step", step)], [.document(native)]))
        }
        return try outcome(of: command, parts, session: session, trace: trace)
            .reporting(undone: run.undone, remaining: run.remaining)
    }

    /// What the host's answers mean.
    func outcome(of command: Command, _ answers: [Part], session: [String: String], trace: Trace) throws -> Outcome {
        let attributes = [Attribute("command", command.name), Attribute("target", command.target)]
        let input = Document(
            composing: "outcome", namespace: Namespaces.plan, prefix: "p", attributes: attributes,
            [.element(command.element)] + answers)
        let output = try engine.transform(.resultIn, input, engine.context(host.side, session: session), trace: trace)
        guard let outcome = Outcome(output.root) else {
            throw Fault(.internal, "\(host.platform)/result-in.xsl gave neither a result nor a fault")
        }
        return outcome
    }
}

extension Outcome {
    /// A failure half-way says exactly what was done and what was taken back.
    fileprivate func reporting(undone: [String], remaining: [String]) -> Outcome {
        guard case .fault(var fault) = self, !undone.isEmpty || !remaining.isEmpty else { return self }
        if !undone.isEmpty {
            fault.details["undone"] = undone.joined(separator: " ")
            fault.message += " (undone: \(undone.joined(separator: ", ")))"
        }
        if !remaining.isEmpty {
            fault.details["applied"] = remaining.joined(separator: " ")
            fault.message += " (already applied and kept: \(remaining.joined(separator: ", ")))"
        }
        return .fault(fault)
    }
}
