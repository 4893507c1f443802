import Agents
import Foundation
import Generic
import Store
import Synchronization

/// The sessions of XenAPI clients. The logins outlive the process; what `event.register` subscribed to does not.
final class XapiSessions: Sendable {
    private let store: SessionStore
    private let events: EventWriter
    private let limits: @Sendable () -> ClientLimits
    private let users: @Sendable () -> [String: Role]
    /// The sessions of one pool are none of another's.
    private let protocolName: String
    private let alive = Mutex<[String: XapiSession]>([:])

    init(
        _ server: TransformServer, scope: String, limits: @escaping @Sendable () -> ClientLimits,
        users: @escaping @Sendable () -> [String: Role]
    ) {
        self.users = users
        store = server.store.sessions
        protocolName = scope.isEmpty ? RecordBook.protocolName : "\(RecordBook.protocolName)/\(scope)"
        events = server.events
        self.limits = limits
    }

    /// - Throws: ``XapiError`` when there are too many, or `INTERNAL_ERROR` for one that cannot be stored.
    func open(_ user: String, address: String, agent: String) throws(XapiError) -> XapiSession {
        for session in store.expire(olderThan: limits().sessionIdle) { events.loggedOut(session, "was idle for too long") }
        let keys = Set(store.list(protocol: protocolName).map(\.key))
        alive.withLock { alive in alive = alive.filter { keys.contains($0.key) } }
        let open = store.list(protocol: protocolName)
        guard open.count < limits().sessions, open.count(where: { $0.user == user }) < limits().sessionsPerUser else {
            throw XapiError("SESSION_AUTHENTICATION_FAILED", user, "Too many sessions are open")
        }
        do {
            let stored = try store.create(
                protocol: protocolName, user: user,
                values: ["identity": UUID().uuidString.lowercased(), "address": address, "agent": agent])
            events.loggedIn(stored)
            return wake(stored)
        } catch {
            throw XapiError("INTERNAL_ERROR", "The session cannot be stored")
        }
    }

    /// - Throws: ``XapiError`` with code `SESSION_INVALID`.
    func find(_ ref: String) throws(XapiError) -> XapiSession {
        guard ref.hasPrefix(XapiSession.prefix) else { throw XapiError("SESSION_INVALID", ref) }
        let key = String(ref.dropFirst(XapiSession.prefix.count))
        guard let stored = store.find(key, idleLimit: limits().sessionIdle), stored.protocol == protocolName else {
            alive.withLock { _ = $0.removeValue(forKey: key) }
            throw XapiError("SESSION_INVALID", ref)
        }
        let session = wake(stored)
        // Whoever has left the configuration has lost the session.
        guard role(of: session) != .noAccess else {
            close(session)
            throw XapiError("SESSION_INVALID", ref)
        }
        store.touch(key)
        return session
    }

    /// What its user may do at present.
    func role(of session: XapiSession) -> Role { users()[session.user] ?? .noAccess }

    func close(_ session: XapiSession) {
        if let stored = store.remove(session.key) { events.loggedOut(stored, "logged out") }
        alive.withLock { _ = $0.removeValue(forKey: session.key) }
    }

    private func wake(_ stored: Session) -> XapiSession {
        alive.withLock { alive in
            if let session = alive[stored.key] { return session }
            let session = XapiSession(stored)
            alive[stored.key] = session
            return session
        }
    }
}

/// One login.
final class XapiSession: Sendable {
    static let prefix = "OpaqueRef:"

    let key: String
    let user: String
    let stored: Session
    /// What `event.register` and `event.next` keep.
    let subscription = Mutex(Subscription())

    struct Subscription: Sendable {
        var classes: Set<String> = []
        var since: Int64?
    }

    var ref: String { XapiSession.prefix + key }

    init(_ stored: Session) {
        key = stored.key
        user = stored.user
        self.stored = stored
    }
}
