import Bus
import Generic
import Logging
import Store
import XML

extension TransformServer {
    /// Resolves what a crash cut off. A command that no host had heard of yet is carried out; one that a host may have
    /// heard of ends as the host now shows it: as a success, or as a failure that says so.
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
            guard let command = try? Command(Document(parsing: entry.document).root) else { continue }
            trace.record("recovery", "\(entry.state)", document: Document(command.element).text(indented: true))
            guard let host = host(id: entry.host) else {
                end(entry, .fault(Fault(.hostUnavailable, "The host is not configured any more", ["host": entry.host])), command, trace)
                continue
            }
            switch entry.state {
            case .accepted:
                let client = Client(protocolName: entry.protocol, user: entry.user, address: "", session: ["user": entry.user])
                reopen()
                enqueue(entry, command, host, client, trace)
            case .dispatched:
                await inventory.refresh(entry.target, of: host, trace: trace)
                end(entry, resolve(entry, command), command, trace)
            case .done:
                break
            }
        }
    }

    private func resolve(_ entry: JournalEntry, _ command: Command) -> Outcome {
        do {
            let vm = subject(of: command, entry)
            var parts: [Part] = [.element(command.element)]
            if let vm, let generic = try store.mirror.generic(vm) { parts.append(.document(try Document(parsing: generic))) }
            let input = Document(composing: "input", namespace: Namespaces.plan, prefix: "p", parts)
            let condition = union(command.name)?["done"] ?? "false()"
            if try input.isTrue("/*[\(condition)]", namespaces: Namespaces.prefixes) {
                let made = vm.flatMap { $0 == command.target ? nil : Outcome.Made(type: ObjectType.vm.rawValue, id: $0) }
                return .result(made: made)
            }
        } catch {
            log.error("a command cannot be resolved", metadata: ["task": "\(entry.id)", "error": "\(error)"])
        }
        return .fault(
            Fault(.interrupted, "The server was cut off while it carried this out, and the host does not show that it was done"))
    }

    /// The VM that a command is about; for one that makes a VM, the VM of that name on its host.
    private func subject(of command: Command, _ entry: JournalEntry) -> String? {
        guard union(command.name)?["makes"] != nil else { return store.mirror.entry(command.target)?.id }
        let name = command.element.first("name")?.text
        return store.mirror.entries(type: ObjectType.vm.rawValue, host: entry.host).first { $0.name == name }?.id
    }
}
