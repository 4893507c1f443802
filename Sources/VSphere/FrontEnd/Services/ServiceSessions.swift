import Agents
import Foundation
import Store

/// The sessions of the automation API: in the same store as SOAP's, but of a kind of their own, so that the key of one is
/// none of the other.
struct ServiceSessions: Sendable {
    private static let kind = "\(Presentation.protocolName)-automation"

    let presentation: Presentation
    let soap: VimSessions
    let limits: @Sendable () -> ClientLimits
    private var store: SessionStore { presentation.server.store.sessions }

    init(_ presentation: Presentation, beside soap: VimSessions, limits: @escaping @Sendable () -> ClientLimits) {
        self.presentation = presentation
        self.soap = soap
        self.limits = limits
    }

    /// - Throws: ``ServiceError`` when there are too many, or the session cannot be stored.
    func open(user: String) throws(ServiceError) -> String {
        store.expire(olderThan: limits().sessionIdle)
        guard store.list(protocol: ServiceSessions.kind).count < limits().sessions else {
            throw ServiceError("service_unavailable", "Too many sessions are open.")
        }
        do {
            return try store.create(protocol: ServiceSessions.kind, user: user).key
        } catch {
            throw ServiceError("internal_server_error", "The session cannot be stored.")
        }
    }

    /// The session of that key, which is in use with that; nil if there is none or it has been idle too long.
    func find(_ key: String) -> VimSession? {
        guard let session = store.find(key, idleLimit: limits().sessionIdle), session.protocol == ServiceSessions.kind else {
            return nil
        }
        store.touch(key)
        return VimSession(session, of: soap, presentation: presentation)
    }

    func lastUsed(_ key: String) -> Date? { store.find(key, idleLimit: limits().sessionIdle)?.lastUsed }

    func close(_ key: String) { store.remove(key) }
}
