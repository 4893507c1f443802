import Agents
import Foundation
import Store
import Synchronization

/// The sessions that are alive. What they hold (views, filters) lives as long as the process; the logins outlive it.
final class VimSessions: Sendable {
    private let presentation: Presentation
    private let store: SessionStore
    private let limits: @Sendable () -> ClientLimits
    private let alive = Mutex<[String: VimSession]>([:])
    let tickets = Tickets()
    private var events: EventWriter { presentation.server.events }

    /// Who logs in, from where and with what.
    struct Origin: Sendable {
        var user: String
        var locale: String
        var address: String
        var agent: String
    }

    init(_ presentation: Presentation, limits: @escaping @Sendable () -> ClientLimits) {
        self.presentation = presentation
        store = presentation.server.store.sessions
        self.limits = limits
    }

    /// - Throws: ``VimFault`` when there are too many, or ``StoreError``.
    func open(_ origin: Origin) throws -> VimSession {
        closeExpired()
        let open = store.list(protocol: presentation.sessionProtocol)
        guard open.count < limits().sessions else { throw VimFault.invalidRequest("Too many sessions are open") }
        let own = open.count { $0.user == origin.user }
        guard own < limits().sessionsPerUser else {
            throw VimFault.invalidRequest("The user \(origin.user) has \(own) sessions: no more are allowed")
        }
        let stored = try store.create(
            protocol: presentation.sessionProtocol, user: origin.user,
            values: [
                "identity": UUID().uuidString.lowercased(), "locale": origin.locale, "address": origin.address,
                "agent": origin.agent,
            ])
        events.loggedIn(stored)
        return wake(stored)
    }

    /// The session of that key, also one from before a restart; nil if there is none or it has been idle too long.
    func find(_ key: String) -> VimSession? {
        guard let stored = store.find(key, idleLimit: limits().sessionIdle), stored.protocol == presentation.sessionProtocol else {
            if let dead = alive.withLock({ $0.removeValue(forKey: key) }) { dead.close() }
            return nil
        }
        return wake(stored)
    }

    /// The session that others know by that name.
    func known(as identity: String) -> VimSession? {
        list.first { $0.identity == identity }
    }

    /// All that are alive, oldest first.
    var list: [VimSession] {
        store.list(protocol: presentation.sessionProtocol).compactMap { find($0.key) }
    }

    func touch(_ session: VimSession, isCall: Bool = false) {
        let calls = session.touch(isCall: isCall)
        store.touch(session.key, values: ["calls": "\(calls)"])
    }

    func setLocale(_ locale: String, of session: VimSession) {
        session.locale = locale
        store.setValue(session.key, name: "locale", value: locale)
    }

    func close(_ session: VimSession, _ why: String) {
        if let stored = store.remove(session.key) { events.loggedOut(stored, why) }
        alive.withLock { $0.removeValue(forKey: session.key) }?.close()
    }

    func terminate(_ session: VimSession, by user: String) {
        if let stored = store.remove(session.key) { events.terminated(stored, by: user) }
        alive.withLock { $0.removeValue(forKey: session.key) }?.close()
    }

    /// Ends everything that waits, so that the server can stop.
    func closeWaits() {
        for session in alive.withLock({ Array($0.values) }) { session.close() }
    }

    /// Ends the sessions that have been idle too long, and lets go of what they held.
    private func closeExpired() {
        for session in store.expire(olderThan: limits().sessionIdle) { events.loggedOut(session, "was idle for too long") }
        for key in alive.withLock({ Array($0.keys) }) { _ = find(key) }
    }

    private func wake(_ stored: Session) -> VimSession {
        alive.withLock { alive in
            if let session = alive[stored.key] { return session }
            let session = VimSession(stored, of: self, presentation: presentation)
            alive[stored.key] = session
            return session
        }
    }
}
