/// Who commands: the protocol, the user, and what of the session a mapping may insert.
public struct Client: Sendable, Hashable {
    public var protocolName: String
    public var user: String
    /// The network address, for the audit log.
    public var address: String
    /// What `d:session` answers.
    public var session: [String: String]

    public init(protocolName: String, user: String, address: String, session: [String: String] = [:]) {
        self.protocolName = protocolName
        self.user = user
        self.address = address
        self.session = session
    }
}
