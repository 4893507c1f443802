import Generic
import Store
import XML

/// The events that tell of a command: that it was accepted, and how it ended. All have the command's chain.
extension TransformServer {
    func begin(_ entry: JournalEntry, named name: String) {
        events.append(
            type: "task.started", target: entry.target, called: name, host: entry.place, user: entry.user,
            protocol: entry.protocol, chain: entry.chain,
            message: "\(entry.name) of \(name) was asked for by \(entry.user)",
            details: ["command": entry.name, "task": entry.id])
    }

    func succeeded(_ entry: JournalEntry, _ outcome: Outcome, _ command: Command, called before: String?) {
        customizations.expect(command.element, of: entry.target)
        // What only asks has no event.
        guard let event = union(command.name)?["event"] else { return }
        let made: String? =
            if case .result(let made) = outcome, made?.type == ObjectType.vm.rawValue { made?.id } else { nil }
        let subject = made ?? entry.target
        let name = name(of: subject) ?? (made == nil ? before : nil) ?? given(command) ?? subject
        var details = ["command": entry.name, "task": entry.id]
        if made == nil, let before, before != name {
            details["oldName"] = before
            details["newName"] = name
        }
        for (name, value) in changes(command) { details[name] = value }
        var place = entry.place
        if command.name == Relocation.command, let host = store.mirror.entry(subject)?.host { place = host }
        let isMigration = command.name == Relocation.command && place != entry.place
        if command.name == Relocation.command, let source = entry.place {
            details["sourceHost"] = source
            details["sourceHostName"] = store.mirror.entry(source)?.name
        }
        events.append(
            type: isMigration ? "vm.migrated" : event, target: subject, called: name, host: place,
            user: entry.user, protocol: entry.protocol, chain: entry.chain,
            message: "\(command.name) of \(name) by \(entry.user)", details: details)
    }

    func failed(_ entry: JournalEntry, _ fault: Fault, _ command: Command, called before: String?) {
        let name = name(of: entry.target) ?? before ?? given(command) ?? entry.target
        events.append(
            type: "task.failed", target: entry.target, called: name, host: entry.place, user: entry.user,
            protocol: entry.protocol, chain: entry.chain,
            message: "\(command.name) of \(name) failed: \(fault.message)",
            details: ["command": entry.name, "task": entry.id], fault: Document(fault.element).bytes())
    }

    func name(of id: String) -> String? { store.mirror.entry(id)?.name ?? layout.node(id)?.name }

    func given(_ command: Command) -> String? { command.element.first("name")?.text }

    /// The plain values that a command sets, by `element` or `element.attribute`. Others may be secret.
    private func changes(_ command: Command) -> [(String, String)] {
        let told = ["cpu", "memory", "name", "notes"]
        return command.element.elements.filter { told.contains($0.name) && $0.elements.isEmpty }.flatMap { element in
            (element.text.isEmpty ? [] : [(element.name, element.text)])
                + element.attributes.map { ("\(element.name).\($0.name)", $0.value) }
        }
    }
}
