import Bus
import Generic
import Hosts
import Logging
import Store
import XML

/// What is asked or carried beside the journal: questions, which change nothing, and the content of files.
extension TransformServer {
    /// Asks a host by a command that changes nothing, and waits for what it says.
    /// - Throws: ``Fault``.
    public func query(_ command: Command, from client: Client, trace: Trace) async throws(Fault) -> Outcome.Made? {
        let agent = try agent(for: command, client)
        switch await agent.perform(command, session: client.session, trace: trace, dispatching: {}, progress: { _ in }) {
        case .fault(let fault): throw fault
        case .result(let made): return made
        }
    }

    /// Opens a file of a datastore by a `file.read`.
    /// - Throws: ``Fault``.
    public func open(_ command: Command, from client: Client, trace: Trace) async throws(Fault) -> HostFile {
        let agent = try agent(for: command, client)
        do {
            return try await agent.open(command, session: client.session, trace: trace)
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.internal, "\(error)")
        }
    }

    /// Writes a file of a datastore by a `file.write`, which is audited and announced.
    /// - Throws: ``Fault``.
    public func write(
        _ command: Command, _ content: FileContent, from client: Client, trace: Trace
    ) async throws(Fault) {
        let agent: TransformAgent
        do {
            agent = try self.agent(for: command, client)
        } catch {
            audit(command, client, "refused")
            throw error
        }
        try layout.checkMaintenance(command)
        audit(command, client, "accepted")
        if case .fault(let fault) = await agent.write(command, content, session: client.session, trace: trace) { throw fault }
        guard let event = union(command.name)?["event"] else { return }
        do {
            let path = command.element["path"] ?? ""
            try store.events.append(
                type: event, target: command.target, host: agent.host.state.id, user: client.user,
                protocol: client.protocolName,
                message: "\(command.name) of \(path) in \(store.mirror.entry(command.target)?.name ?? "") by \(client.user)")
        } catch {
            log.critical("the event log cannot be written", metadata: ["error": "\(error)"])
        }
    }

    /// Reads an object from its host again.
    public func refresh(_ id: String) async {
        guard let entry = store.mirror.entry(id), let host = host(id: entry.host) else { return }
        await inventory.refresh(id, of: host)
    }

    /// Reads all that an object's host has again.
    public func refreshAll(_ id: String) async {
        guard let entry = store.mirror.entry(id), let host = host(id: entry.host) else { return }
        await inventory.readAll(host)
    }

    /// Whether the hosts of an object's platform perform a command at all.
    public func performs(_ command: String, on object: MirrorEntry) -> Bool {
        guard let host = host(id: object.host), let how = table(of: host.platform)?.performs[command]?.how else { return false }
        return how != .refused
    }

    /// - Throws: ``Fault`` for a command that the client may not give or is not valid, or whose target is gone.
    private func agent(for command: Command, _ client: Client) throws(Fault) -> TransformAgent {
        try check(command, of: client)
        do {
            try engine.mappings.commands.validate(Document(command.element))
        } catch {
            throw Fault(.invalidArgument, "The command is not valid: \(error.reason)", ["argument": command.name])
        }
        guard let target = store.mirror.entry(command.target), let host = host(id: target.host),
            let agent = agent(for: host, client)
        else {
            throw Fault(.notFound, "There is no object \(command.target)", ["type": "object", "id": command.target])
        }
        return agent
    }
}
