import Bus
import Generic
import Hosts
import Metrics
import Store
import XML

extension TransformServer {
    /// Who carries a command out: a broker where the union or the host's platform says so, else the host's agent.
    /// - Throws: ``Fault`` for an object that does not exist, or a command that its host's platform refuses.
    func performer(of command: Command, for client: Client) throws(Fault) -> Performer {
        if let host = try owner(of: command) {
            guard client.scope.isEmpty else {
                throw Fault(.notSupported, "A host by itself has no such thing", ["command": command.name])
            }
            return .host(host)
        }
        let target = store.mirror.entry(command.target)
        let host = target.flatMap { self.host(id: $0.host) }
        let performance: CommandTable.Performance? = host.flatMap { self.table(of: $0.platform)?.performs[command.name] }
        let isOurs = union(command.name)?["how"] == CommandTable.How.brokered.rawValue
        // What a platform has brokered may also be a plan of its own.
        if isOurs || performance?.how == .brokered, let broker = broker(of: command.name) {
            guard client.scope.isEmpty || broker.servesParts else {
                throw Fault(.notSupported, "A host by itself has no such thing", ["command": command.name])
            }
            guard host != nil || broker.knows(command.target) else { throw missing(command.target) }
            return .broker(broker, host: target?.host ?? "")
        }
        guard let target, let host else { throw missing(command.target) }
        if let wanted = command.element["host"], wanted != target.host {
            throw Fault(.invalidArgument, "The object is on the host \(host.name)", ["argument": "host"])
        }
        for name in [command.name] + command.followUps.compactMap({ $0["name"] }) {
            let performance = table(of: host.platform)?.performs[name]
            guard performance == nil || performance?.how == .refused else { continue }
            throw Fault(
                performance?.fault ?? .notSupported, performance?.because ?? "no platform has this command",
                ["command": name])
        }
        return .host(host)
    }

    /// The host whose own container a command is about; nil if it is about none.
    /// - Throws: ``Fault`` for what the host's platform refuses, and for a move in from elsewhere.
    private func owner(of command: Command) throws(Fault) -> ManagedHost? {
        guard command.name.hasPrefix("container."), let host = owner(of: command.target),
            let performance = table(of: host.platform)?.performs[command.name]
        else { return nil }
        guard performance.how != .refused else {
            throw Fault(performance.fault ?? .notSupported, performance.because, ["command": command.name])
        }
        for id in command.element.all("object").compactMap({ $0["id"] })
        where (layout.node(id)?.host ?? store.mirror.entry(id).flatMap { self.host(id: $0.host) }?.name) != host.name {
            throw Fault(
                .invalidArgument, "What is not on \(host.name) cannot be put into its containers", ["argument": "list"])
        }
        return host
    }

    /// The host that has a container itself, or is one whose pools are its own.
    private func owner(of id: String) -> ManagedHost? {
        if let node = layout.node(id) { return hosts.first { $0.name == node.host } }
        return host(id: id).flatMap { $0.driver.isLaidOut ? $0 : nil }
    }

    private func missing(_ id: String) -> Fault {
        Fault(.notFound, "There is no object \(id)", ["type": "object", "id": id])
    }

    /// Has a broker carry a command out. Runs in the target's lane.
    func perform(
        _ command: Command, by broker: any Broker, for client: Client, trace: Trace, dispatching: () throws -> Void
    ) async -> Outcome {
        trace.record("decision", "brokered: \(union(command.name)?["because"] ?? "by the host's platform")")
        Counter(
            label: "dragoman_decisions_total",
            dimensions: [("decision", "brokered"), ("command", command.name), ("platform", ""), ("protocol", client.protocolName)]
        ).increment()
        do {
            if let wanted = command.ifRevision, let entry = store.mirror.entry(command.target), wanted != entry.revision {
                throw Fault(.conflict, "The object has changed since it was read", ["revision": "\(entry.revision)"])
            }
            try dispatching()
            let made = try await broker.perform(command, for: Order(server: self, client: client, trace: trace))
            trace.record("broker", made.map { "made the \($0.type) \($0.id)" } ?? "done")
            return .result(made: made)
        } catch let fault as Fault {
            return .fault(fault)
        } catch {
            return .fault(Fault(.internal, "\(error)"))
        }
    }

    /// What a command came to whose end was waited for.
    public func outcome(ofFinished id: String) -> Outcome {
        outcome(of: id) ?? .fault(Fault(.internal, "the command left no result"))
    }

    /// What a finished command came to; nil if it has not ended.
    func outcome(of id: String) -> Outcome? {
        guard let entry = store.journal.entry(id), let bytes = entry.result ?? entry.fault else { return nil }
        return (try? Document(parsing: bytes)).flatMap { Outcome($0.root) }
    }
}
