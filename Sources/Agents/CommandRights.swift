import Generic

/// Who may give which command to which object, where a protocol has rights on single objects. They count for the clients of all
/// protocols: what a user may not do to an object through one, the user may not do to it through another.
public protocol CommandRights: Sendable {
    /// - Returns: why a user may not give the command; nil if the user may.
    func refusal(of command: Command, to user: String) -> Fault?
}
