import Agents
import Foundation
import Store
import Synchronization

/// The sessions that are alive. What they hold (views, filters) lives as long as the process; the logins outlive it.
final class VimSessions: Sendable {
    private let presentation: Presentation
    private let store: SessionStore
    private let limits: @Sendable () -> Limits
    private let alive = Mutex<[String: VimSession]>([:])

    struct Limits: Sendable {
        var sessions: Int
        var idle: TimeInterval
    }

    init(_ presentation: Presentation, limits: @escaping @Sendable () -> Limits) {
        self.presentation = presentation
        store = presentation.server.store.sessions
        self.limits = limits
    }

    /// - Throws: ``VimFault`` when there are too many, or ``StoreError``.
    func open(user: String, locale: String) throws -> VimSession {
        closeExpired()
        guard store.list(protocol: presentation.sessionProtocol).count < limits().sessions else {
            throw VimFault.invalidRequest("Too many sessions are open")
        }
        return wake(try store.create(protocol: presentation.sessionProtocol, user: user, values: ["locale": locale]))
    }

    /// The session of that key, also one from before a restart; nil if there is none or it has been idle too long.
    func find(_ key: String) -> VimSession? {
        guard let stored = store.find(key, idleLimit: limits().idle), stored.protocol == presentation.sessionProtocol else {
            if let dead = alive.withLock({ $0.removeValue(forKey: key) }) { dead.close() }
            return nil
        }
        return wake(stored)
    }

    func touch(_ session: VimSession) {
        store.touch(session.key)
        session.touch()
    }

    func close(_ key: String) {
        store.remove(key)
        alive.withLock { $0.removeValue(forKey: key) }?.close()
    }

    /// Ends everything that waits, so that the server can stop.
    func closeWaits() {
        for session in alive.withLock({ Array($0.values) }) { session.close() }
    }

    /// Lets go of what the sessions held that have been idle too long.
    private func closeExpired() {
        for key in alive.withLock({ Array($0.keys) }) { _ = find(key) }
    }

    private func wake(_ stored: Session) -> VimSession {
        alive.withLock { alive in
            if let session = alive[stored.key] { return session }
            let session = VimSession(
                key: stored.key, user: stored.user, created: stored.created, locale: stored.values["locale"] ?? "en",
                presentation: presentation)
            alive[stored.key] = session
            return session
        }
    }
}
