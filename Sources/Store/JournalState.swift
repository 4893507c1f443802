/// How far a command has come.
public enum JournalState: String, Sendable, Hashable {
    /// The client was told that it will be carried out.
    case accepted
    /// It may have reached the hypervisor.
    case dispatched
    /// It has a result or a fault.
    case done
}
