import Agents
import Generic
import XML

/// The permissions on entities, for commands of clients of all protocols.
struct EntityRights: CommandRights {
    /// Of the whole fleet.
    let presentation: Presentation

    func refusal(of command: Command, to user: String) -> Fault? {
        do throws(VimFault) {
            try presentation.access(of: user).check(command)
            return nil
        } catch {
            return Fault(
                error.type == "NoPermission" ? .noPermission : .internal,
                "\(user) may not give the command \(command.name): \(error.message)", ["privilege": command.name])
        }
    }
}

extension Access {
    /// Holds a generic command against the table.
    /// - Throws: ``VimFault`` with type `NoPermission`.
    fileprivate func check(_ command: Command) throws(VimFault) {
        let table = places.presentation.rights.table
        if let everywhere, everywhere.count == table.privileges.count { return }
        let rule = table.rule(ofCommand: command.name)
        let target = places.place(id: command.target)
        if !rule.privilege.isEmpty { try require(rule.privilege, at: target) }
        let document = Document(command.element)
        for need in rule.needs { try check(need, of: document, on: target) }
    }
}
