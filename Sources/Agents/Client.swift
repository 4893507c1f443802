import Generic

/// Who commands: the protocol, the user, and what of the session a mapping may insert.
public struct Client: Sendable, Hashable {
    public var protocolName: String
    /// The part of the fleet that is presented to it, see ``MappingContext/Side``.
    public var scope: String
    public var user: String
    /// What the user may command.
    public var role: Role
    /// The network address, for the audit log.
    public var address: String
    /// What `d:session` answers.
    public var session: [String: String]

    public init(
        protocolName: String, scope: String = "", user: String, role: Role = .admin, address: String,
        session: [String: String] = [:]
    ) {
        self.protocolName = protocolName
        self.scope = scope
        self.user = user
        self.role = role
        self.address = address
        self.session = session
    }
}
