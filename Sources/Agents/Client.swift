import Generic

/// What a command is held against before it is accepted.
public enum Authority: Sendable, Hashable {
    /// The role of its user.
    case role(Role)
    /// Nothing more: its front end has held it against rights of its protocol's own, or it was accepted before.
    case granted
}

/// Who commands: the protocol, the user, and what of the session a mapping may insert.
public struct Client: Sendable, Hashable {
    public var protocolName: String
    /// The part of the fleet that is presented to it, see ``MappingContext/Side``.
    public var scope: String
    public var user: String
    /// What the user may command.
    public var authority: Authority
    /// The network address, for the audit log.
    public var address: String
    /// What `d:session` answers.
    public var session: [String: String]

    public init(
        protocolName: String, scope: String = "", user: String, authority: Authority, address: String,
        session: [String: String] = [:]
    ) {
        self.protocolName = protocolName
        self.scope = scope
        self.user = user
        self.authority = authority
        self.address = address
        self.session = session
    }
}
