/// What a user may do, as the configuration says it.
public enum Role: String, Sendable, Hashable, CaseIterable {
    /// Everything.
    case admin
    /// See everything, run machines and take checkpoints of them: the commands that `generic/commands.xml` says so of.
    case `operator`
    /// See everything.
    case readOnly
    case noAccess

    /// Whether it allows what a command of that least role needs.
    public func allows(_ least: Role) -> Bool {
        let order: [Role] = [.noAccess, .readOnly, .operator, .admin]
        return (order.firstIndex(of: self) ?? 0) >= (order.firstIndex(of: least) ?? 0)
    }
}
