import Agents
import Synchronization

/// The limits in force; a reload may change them.
public final class LiveSettings: Sendable {
    private let content: Mutex<Configuration.Limits>

    public init(_ limits: Configuration.Limits) {
        content = Mutex(limits)
    }

    public var limits: Configuration.Limits {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }
}

extension Configuration.Limits {
    /// What concerns a front end's clients.
    var ofClients: ClientLimits {
        ClientLimits(
            requestBytes: requestBytes, requestBytesBeforeLogin: requestBytesBeforeLogin, sessions: sessions,
            sessionsPerUser: sessionsPerUser, sessionIdle: Double(sessionIdleMinutes) * 60)
    }
}
