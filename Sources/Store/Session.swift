import Foundation

/// A client that has logged in.
public struct Session: Sendable, Hashable {
    /// 64 hexadecimal digits that nobody can guess.
    public let key: String
    /// The protocol the client speaks.
    public let `protocol`: String
    /// The user who logged in.
    public let user: String
    /// When the session began.
    public let created: Date
    /// When the client was last heard of.
    public internal(set) var lastUsed: Date
    /// What the protocol's front end and mappings remember about the conversation.
    public internal(set) var values: [String: String]
}
