import Generic
import Synchronization
import XML

extension TransformServer {
    /// From now on, those rights tell what users may do, in place of their roles.
    public func hold(commandsAgainst rights: any CommandRights) { self.rights.withLock { $0 = rights } }

    /// - Throws: ``Fault`` with code `noPermission`.
    public func check(_ command: Command, of client: Client) throws(Fault) {
        guard case .role(let role) = client.authority else { return }
        if let rights = rights.withLock({ $0 }) {
            if let refusal = rights.refusal(of: command, to: client.user) { throw refusal }
        } else if !role.allows(union(command.name)?["role"].flatMap { Role(rawValue: $0) } ?? .admin) {
            throw Fault(
                .noPermission, "\(client.user) may not give the command \(command.name)", ["privilege": command.name])
        }
    }
}
