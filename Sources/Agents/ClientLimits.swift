import Foundation

/// What a front end allows its clients; every front end has the same.
public struct ClientLimits: Sendable {
    /// Bytes of a request's body.
    public var requestBytes: Int
    /// Bytes of a request's body before its sender has logged in.
    public var requestBytesBeforeLogin: Int
    public var sessions: Int
    public var sessionsPerUser: Int
    /// Seconds.
    public var sessionIdle: TimeInterval

    public init(
        requestBytes: Int, requestBytesBeforeLogin: Int, sessions: Int, sessionsPerUser: Int, sessionIdle: TimeInterval
    ) {
        self.requestBytes = requestBytes
        self.requestBytesBeforeLogin = requestBytesBeforeLogin
        self.sessions = sessions
        self.sessionsPerUser = sessionsPerUser
        self.sessionIdle = sessionIdle
    }
}
