import Foundation
import Store

/// Logins and what becomes of them, for the front ends that have sessions. What a session's values hold under these
/// names is told: `identity`, by which others may know the session, `address`, `agent`, `locale` and `calls`.
extension EventWriter {
    public func loggedIn(_ session: Session) {
        append(
            type: "user.loggedIn", user: session.user, protocol: session.protocol,
            message: "\(session.user) logged in", details: details(session))
    }

    /// - Parameter why: how the session ended.
    public func loggedOut(_ session: Session, _ why: String) {
        append(
            type: "user.loggedOut", user: session.user, protocol: session.protocol,
            message: "\(session.user) \(why)", details: details(session))
    }

    public func loginRefused(_ user: String, protocol name: String, address: String) {
        append(
            type: "user.refused", user: user, protocol: name, message: "\(user) was refused a login",
            details: ["address": address])
    }

    /// - Parameter user: who ended it.
    public func terminated(_ session: Session, by user: String) {
        append(
            type: "user.terminated", user: user, protocol: session.protocol,
            message: "\(user) ended a session of \(session.user)",
            details: ["session": session.values["identity"] ?? "", "terminated": session.user])
    }

    private func details(_ session: Session) -> [String: String] {
        var details = ["session": session.values["identity"] ?? "", "login": session.created.generic]
        for name in ["address", "agent", "locale", "calls"] { details[name] = session.values[name] }
        return details
    }
}
