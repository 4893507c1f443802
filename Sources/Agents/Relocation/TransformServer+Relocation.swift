import Bus
import Generic
import Hosts
import Logging
import Store
import XML

extension TransformServer {
    /// What stands against a `vm.relocate`: nothing is done.
    /// - Throws: ``Fault`` if the machine is gone.
    public func obstacles(to command: Command, from client: Client, trace: Trace) throws(Fault) -> [Fault] {
        let relocation = try Relocator(command, self).relocation()
        guard relocation.faults.isEmpty else { return relocation.faults }
        guard let host = store.mirror.entry(command.target).flatMap({ self.host(id: $0.host) }),
            let agent = agent(for: host, client)
        else { return [Fault(.internal, "no agent for the machine's host")] }
        do {
            if let before = relocation.before {
                _ = try agent.plan(Command(before), session: client.session, trace: trace)
            } else if let destination = relocation.destination {
                _ = try agent.plan(move(command, destination), to: destination, session: client.session, trace: trace)
            }
            return []
        } catch {
            return [error as? Fault ?? Fault(.internal, "\(error)")]
        }
    }

    /// Carries out a `vm.relocate`. Runs in the machine's lane.
    /// - Parameter entry: the command's identifier in the journal.
    func relocate(
        _ command: Command, _ entry: String, for client: Client, trace: Trace, dispatching: () throws -> Void,
        progress: @escaping @Sendable (Int) -> Void
    ) async -> Outcome {
        do {
            let relocation = try Relocator(command, self).relocation()
            for fault in relocation.faults { trace.record("relocation", fault.message) }
            if let fault = relocation.faults.first { return .fault(fault) }
            if let wanted = command.ifRevision, let entry = store.mirror.entry(command.target), wanted != entry.revision
            {
                throw Fault(.conflict, "The object has changed since it was read", ["revision": "\(entry.revision)"])
            }
            try note(relocation, of: command.target, by: entry)
            try dispatching()
            if let before = relocation.before {
                try await moveStorage(before, client, trace) { progress(relocation.destination == nil ? $0 : $0 / 2) }
            }
            if let destination = relocation.destination {
                try await migrate(move(command, destination), entry, to: destination, client, trace, progress)
            }
            if let after = relocation.after {
                do {
                    try await moveStorage(after, client, trace, progress)
                } catch var fault as Fault where relocation.destination != nil {
                    fault.message +=
                        " (the machine is on the host \(relocation.destination?.host.name ?? "") now, its disks are where they were)"
                    throw fault
                }
            }
            for move in moves(after: command) {
                try await perform(move, client, trace, progress)
            }
            return .result(made: nil)
        } catch {
            return .fault(error as? Fault ?? Fault(.internal, "\(error)"))
        }
    }

    private func move(_ command: Command, _ destination: Destination) throws(Fault) -> Command {
        try Command(
            Element(
                "command", namespace: Namespaces.generic,
                attributes: ["name": Relocation.command, "target": command.target, "to": destination.entry.id]))
    }

    /// A machine that goes to another host is to be found there as the same one, whatever comes between.
    private func note(_ relocation: Relocation, of id: String, by entry: String) throws {
        guard let source = store.mirror.entry(id).flatMap({ host(id: $0.host) }),
            let destination = relocation.destination?.host, source !== destination
        else { return }
        try store.transits.put(.init(machine: id, source: source.name, destination: destination.name, command: entry))
    }

    /// Where the machine's host has folders and pools itself, the moves to those that the command names.
    private func moves(after command: Command) -> [Element] {
        guard let entry = store.mirror.entry(command.target), host(id: entry.host)?.driver.isLaidOut == true else { return [] }
        let wanted: [(InventoryRole, String?, String?)] = [
            (.place, command.element["folder"], layout.place(of: entry)?.id),
            (.pool, command.element["pool"], layout.pool(of: entry)),
        ]
        return wanted.compactMap { role, wanted, present in
            guard let wanted, wanted != present else { return nil }
            return Element(
                "command", namespace: Namespaces.generic,
                attributes: ["name": "container.move", "target": wanted, "role": role.rawValue],
                children: [.element(Element("object", namespace: Namespaces.generic, attributes: ["id": entry.id]))])
        }
    }

    private func perform(
        _ move: Element, _ client: Client, _ trace: Trace, _ progress: @escaping @Sendable (Int) -> Void
    ) async throws {
        let command = try Command(move)
        guard case .host(let host) = try performer(of: command, for: client), let agent = agent(for: host, client) else {
            throw Fault(.notSupported, "The machine's host has no such place", ["command": command.name])
        }
        let outcome = await agent.perform(
            command, session: client.session, trace: trace, dispatching: {}, progress: progress)
        if case .fault(let fault) = outcome { throw fault }
    }

    private func moveStorage(
        _ element: Element, _ client: Client, _ trace: Trace, _ progress: @escaping @Sendable (Int) -> Void
    ) async throws {
        let command = try Command(element)
        guard let host = store.mirror.entry(command.target).flatMap({ self.host(id: $0.host) }),
            let agent = agent(for: host, client)
        else { throw Fault(.internal, "no agent for the machine's host") }
        let outcome = await agent.perform(
            command, session: client.session, trace: trace, dispatching: {}, progress: progress)
        if case .fault(let fault) = outcome { throw fault }
    }

    private func migrate(
        _ command: Command, _ entry: String, to destination: Destination, _ client: Client, _ trace: Trace,
        _ progress: @escaping @Sendable (Int) -> Void
    ) async throws {
        let id = command.target
        guard let source = store.mirror.entry(id).flatMap({ self.host(id: $0.host) }),
            let agent = agent(for: source, client)
        else { throw Fault(.internal, "no agent for the machine's host") }
        inventory.transit.begin(id, from: source, to: destination.host, by: entry)
        let migration = await agent.migrate(
            command, to: destination, session: client.session, trace: trace, dispatching: {}, progress: progress)
        switch migration {
        case .arrived(let reference):
            if source === destination.host {
                await inventory.refresh(reference, of: source, trace: trace)
                await inventory.finish(id, on: source)
            } else {
                inventory.transit.open(id, as: reference)
                await inventory.settle(id, trace: trace)
            }
            try confirm(id, on: destination) {
                Fault(
                    .interrupted,
                    "The host \(source.name) says that the machine has moved, but \(destination.host.name) does not show it",
                    ["host": destination.host.name])
            }
        case .failed(let fault):
            await inventory.finish(id, on: destination.host)
            await inventory.refresh(id, of: source, trace: trace)
            throw fault
        case .lost(let fault):
            for host in [source, destination.host] { await inventory.readAll(host) }
            if source === destination.host {
                await inventory.finish(id, on: source)
            } else {
                inventory.transit.open(id)
                await inventory.settle(id, trace: trace)
            }
            try confirm(id, on: destination) { fault }
        }
        log.info(
            "machine moved", metadata: ["vm": "\(id)", "from": "\(source.name)", "to": "\(destination.host.name)"])
    }

    /// - Throws: the fault, unless the machine is seen where it was to be.
    private func confirm(_ id: String, on destination: Destination, _ fault: () -> Fault) throws(Fault) {
        guard store.mirror.entry(id)?.host == destination.entry.id else { throw fault() }
    }

    /// Puts the machines back on their way that were moving to another host when the server was cut off, before the hosts
    /// are read: they are to be found as the same ones.
    func resumeMoves() {
        do {
            for known in try store.transits.all() {
                guard let source = hosts.first(where: { $0.name == known.source }),
                    let destination = hosts.first(where: { $0.name == known.destination })
                else {
                    try store.transits.remove(known.machine)
                    continue
                }
                inventory.transit.begin(known.machine, from: source, to: destination, by: known.command)
                inventory.transit.open(known.machine)
            }
        } catch {
            log.critical("the machines that are moving cannot be read", metadata: ["error": "\(error)"])
        }
    }
}
