import Generic
import XML

extension TransformServer {
    /// Whether a user of a role may give a generic command; one that the table says nothing of is an administrator's.
    public func permits(_ role: Role, _ command: String) -> Bool {
        role.allows(union(command)?["role"].flatMap { Role(rawValue: $0) } ?? .admin)
    }
}
