import Agents
import Foundation
import Generic
import Logging
import Store
import XML

extension Methods {
    static let sessionManager: [String: Handler] = [
        "Login": { try await $0.login($1) },
        "Logout": { try $0.logout($1) },
        "SessionIsActive": { try $0.sessionIsActive($1) },
        "TerminateSession": { try $0.terminateSession($1) },
    ]
}

/// Methods of SessionManager.
extension VSphereFrontEnd {
    func login(_ call: Call) async throws(VimFault) -> Answer {
        let user = call.request.text("userName") ?? ""
        let password = call.request.text("password") ?? ""
        guard call.session == nil else {
            throw VimFault("InvalidRequest", "The session is already logged in")
        }
        guard await authenticate(user, password) else {
            audit(user, call.address, "login", "refused")
            throw VimFault("InvalidLogin", "Cannot complete login due to an incorrect user name or password.")
        }
        let session: VimSession
        do {
            session = try sessions.open(user: user, locale: call.request.text("locale") ?? "en")
        } catch let fault as VimFault {
            throw fault
        } catch {
            throw VimFault("SystemError", "The session cannot be stored", [("reason", "the session cannot be stored")])
        }
        audit(user, call.address, "login", "accepted")
        guard let current = try presentation.sessionManager(session)?.root.first("currentSession") else {
            throw VimFault("SystemError", "There is no session", [("reason", "no session")])
        }
        var answer = try Answer.reply(to: call) { writer in
            writer.open("returnval")
            writer.raw(current.content)
            writer.close("returnval")
        }
        answer.login = session
        return answer
    }

    func logout(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        sessions.close(session.key)
        audit(session.user, call.address, "logout", "accepted")
        return try .reply(to: call)
    }

    /// Whether a session of that key and user name is alive.
    func sessionIsActive(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        let session = sessions.find(call.request.text("sessionID") ?? "")
        let isActive = session != nil && session?.user == call.request.text("userName")
        return try .reply(to: call) { $0.element("returnval", "\(isActive)") }
    }

    func terminateSession(_ call: Call) throws(VimFault) -> Answer {
        let own = try call.authenticated()
        let keys = call.request.arguments("sessionId").map(\.text)
        guard !keys.contains(own.key) else {
            throw .invalidArgument("sessionId", "A session cannot terminate itself")
        }
        for key in keys {
            guard sessions.find(key) != nil else { throw VimFault("NotFound", "There is no such session") }
            sessions.close(key)
        }
        audit(own.user, call.address, "terminateSession", "accepted")
        return try .reply(to: call)
    }

    func audit(_ user: String, _ address: String, _ action: String, _ outcome: String) {
        do {
            try presentation.server.store.audit.append(
                user: user, protocol: Presentation.protocolName, address: address, action: action, target: nil,
                outcome: outcome)
        } catch {
            log.critical("the audit log cannot be written", metadata: ["error": "\(error)"])
        }
    }
}
