import Bus
import Generic
import Hosts
import Logging
import Store
import XML

extension TransformServer {
    /// Resolves what a crash cut off. A command that no host had heard of yet is carried out; one that a host may have
    /// heard of ends as the host now shows it: as a success, or as a failure that says so; or it is carried out again, where
    /// that does no harm.
    func recover() async {
        let unfinished: [JournalEntry]
        do {
            unfinished = try store.journal.unfinished()
        } catch {
            log.critical("the journal cannot be read", metadata: ["error": "\(error)"])
            return
        }
        for entry in unfinished {
            let trace = traces.begin()
            let document = try? Document(parsing: entry.document)
            if document?.rootName == JournalEntry.clientTask { continue }
            guard let document, var command = try? Command(document.root) else {
                giveUp(entry, trace)
                continue
            }
            trace.record("recovery", "\(entry.state)", document: Document(command.element))
            let client = Client(
                protocolName: entry.protocol, user: entry.user, authority: .granted, address: "",
                session: ["user": entry.user])
            do {
                let performer = try performer(of: command, entry, for: client)
                let before = store.mirror.entry(entry.target)?.name
                // What the client saw was checked when it was accepted.
                command.element["ifRevision"] = entry.state == .dispatched ? nil : command.element["ifRevision"]
                if entry.state == .dispatched, let outcome = await resolve(entry, command, performer, trace) {
                    end(entry, outcome, command, trace, called: before)
                } else {
                    reopen()
                    enqueue(entry, command, performer, client, trace)
                }
            } catch {
                end(entry, .fault(error), command, trace)
            }
        }
    }

    /// Ends a command of which the journal does not say what it was.
    private func giveUp(_ entry: JournalEntry, _ trace: Trace) {
        let fault = Fault(.interrupted, "The server was cut off while it carried this out, and cannot read what it was")
        trace.record("recovery", fault.message)
        do {
            try store.journal.finish(entry.id, fault: Document(Outcome.fault(fault).element(of: entry.name)).bytes())
            log.error("a command in the journal cannot be read", metadata: ["task": "\(entry.id)"])
        } catch {
            log.critical("the journal cannot be written", metadata: ["error": "\(error)"])
        }
        announce(entry.id)
    }

    /// A command that was accepted is refused no more: its host finds out what the target is.
    private func performer(of command: Command, _ entry: JournalEntry, for client: Client) throws(Fault) -> Performer {
        if let performer = try? performer(of: command, for: client) { return performer }
        if let broker = broker(of: command.name) { return .broker(broker, host: entry.host) }
        guard let host = host(id: entry.host) else {
            throw Fault(.hostUnavailable, "The host is not configured any more", ["host": entry.host])
        }
        return .host(host)
    }

    /// What became of a command that was cut off; nil if it has to be carried out again.
    private func resolve(_ entry: JournalEntry, _ command: Command, _ performer: Performer, _ trace: Trace) async
        -> Outcome?
    {
        switch performer {
        case .host(let host):
            let isRead = await inventory.refresh(entry.target, of: host, trace: trace)
            // A container is no object of the mirror: who keeps the layout knows of it.
            if let broker = broker(of: command.name), host.driver.isLaidOut { return resolve(command, broker) ?? notShown }
            let outcome = resolve(entry, command)
            guard case .fault = outcome else { return outcome }
            guard isRead else { return notKnown }
            return isRepeatable(command) ? nil : outcome
        case .broker(let broker, _): return resolve(command, broker)
        }
    }

    private func resolve(_ command: Command, _ broker: any Broker) -> Outcome? {
        do {
            let subject = try broker.subject(of: command)
            guard try isDone(command, subject.map { [.element($0)] } ?? []) else { return nil }
            let made = subject.flatMap { subject in
                subject["id"].flatMap { $0 == command.target ? nil : Outcome.Made(type: subject.name, id: $0) }
            }
            return .result(made: made)
        } catch {
            return .fault(Fault(.interrupted, "The server was cut off while it carried this out: \(error)"))
        }
    }

    private var notShown: Outcome {
        .fault(
            Fault(
                .interrupted,
                "The server was cut off while it carried this out, and the host does not show that it was done"))
    }

    private var notKnown: Outcome {
        .fault(
            Fault(
                .interrupted,
                "The server was cut off while it carried this out, and the host cannot be asked whether it was done"))
    }

    /// Whether what a command is about shows that it was done.
    func isDone(_ command: Command, _ subject: [Part]) throws -> Bool { try shows("done", command, subject) }

    /// - Parameter condition: the attribute of the union that has it.
    func shows(_ condition: String, _ command: Command, _ subject: [Part]) throws -> Bool {
        let input = Document(
            composing: "input", namespace: Namespaces.plan, prefix: "p", [.element(command.element)] + subject)
        return try input.isTrue("/*[\(union(command.name)?[condition] ?? "false()")]", namespaces: Namespaces.prefixes)
    }

    private func resolve(_ entry: JournalEntry, _ command: Command) -> Outcome {
        do {
            let vm = subject(of: command, entry)
            var subject: [Part] = []
            if let vm, let generic = try store.mirror.generic(vm) {
                subject.append(.document(try Document(parsing: generic)))
            }
            if try isDone(command, subject) {
                let made = vm.flatMap {
                    $0 == command.target ? nil : Outcome.Made(type: ObjectType.vm.rawValue, id: $0)
                }
                return .result(made: made)
            }
        } catch {
            log.error("a command cannot be resolved", metadata: ["task": "\(entry.id)", "error": "\(error)"])
        }
        return notShown
    }

    /// Whether a command says how something is to be, not what is to be done to it: then it may be given again, and what
    /// was done by half is done.
    private func isRepeatable(_ command: Command) -> Bool {
        guard let again = union(command.name)?["again"] else { return false }
        let input = Document(
            composing: "input", namespace: Namespaces.plan, prefix: "p", [.element(command.element)])
        return (try? input.isTrue("/*[\(again)]", namespaces: Namespaces.prefixes)) ?? false
    }

    /// The VM that a command is about; for one that makes a VM, the VM of that name on its host.
    private func subject(of command: Command, _ entry: JournalEntry) -> String? {
        guard union(command.name)?["makes"] != nil else { return store.mirror.entry(command.target)?.id }
        let name = command.element.first("name")?.text
        return store.mirror.entries(type: ObjectType.vm.rawValue, host: entry.host).first { $0.name == name }?.id
    }
}
