import Generic
import XML

extension TransformServer {
    /// Whether a generic command may be given; one that the table says nothing of is an administrator's.
    public func permits(_ authority: Authority, _ command: String) -> Bool {
        switch authority {
        case .granted: true
        case .role(let role): role.allows(union(command)?["role"].flatMap { Role(rawValue: $0) } ?? .admin)
        }
    }
}
