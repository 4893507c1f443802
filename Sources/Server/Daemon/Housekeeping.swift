import Agents
import Foundation
import Logging
import ServiceLifecycle
import Store

/// Ends idle sessions, and keeps the histories from growing for ever.
struct Housekeeping: Service {
    let server: TransformServer
    let settings: LiveSettings
    let log: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var minute = 0
            while true {
                try await Task.sleep(for: .seconds(60))
                minute += 1
                let idle = TimeInterval(settings.limits.sessionIdleMinutes * 60)
                for session in store.sessions.expire(olderThan: idle) {
                    server.events.loggedOut(session, "was idle for too long")
                }
                if minute % 10 == 0 { prune() }
            }
        }
    }

    private var store: Store { server.store }

    private func prune() {
        do {
            let history = settings.limits.history
            try store.journal.prune(keepingLast: history)
            try store.events.prune(keepingLast: history)
            try store.audit.prune(keepingLast: history)
            try store.uploads.prune(keepingLast: 1000)
        } catch {
            log.error("old entries cannot be removed", metadata: ["error": "\(error)"])
        }
    }
}
