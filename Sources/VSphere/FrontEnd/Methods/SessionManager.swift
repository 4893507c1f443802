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
        "SetLocale": { try $0.setLocale($1) },
        "AcquireCloneTicket": { try $0.acquireCloneTicket($1) },
        "CloneSession": { try $0.cloneSession($1) },
        "AcquireGenericServiceTicket": { try $0.acquireGenericServiceTicket($1) },
        "LoginByToken": { try $0.refuseLogin($1) },
        "LoginBySSPI": { try $0.refuseLogin($1) },
        "LoginExtensionByCertificate": { try $0.refuseLogin($1) },
        "LoginExtensionBySubjectName": { try $0.refuseLogin($1) },
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
            presentation.server.events.loginRefused(user, protocol: Presentation.protocolName, address: call.address)
            throw VimFault("InvalidLogin", "Cannot complete login due to an incorrect user name or password.")
        }
        return try open(call, user, "login")
    }

    /// Begins a session, and answers with it.
    func open(_ call: Call, _ user: String, _ action: String) throws(VimFault) -> Answer {
        guard presentation.access(of: user).seesAnything else {
            audit(user, call.address, action, "refused")
            let root = try presentation.rootFolder() ?? call.request.receiver
            throw .noPermission(Privileges.view, on: root, user)
        }
        let session: VimSession
        do {
            session = try sessions.open(
                .init(user: user, locale: call.request.text("locale") ?? "en", address: call.address, agent: call.agent)
            )
        } catch let fault as VimFault {
            audit(user, call.address, action, "refused")
            throw fault
        } catch {
            throw VimFault("SystemError", "The session cannot be stored", [("reason", "the session cannot be stored")])
        }
        audit(user, call.address, action, "accepted")
        guard let current = try presentation.sessionManager(session)?.root.first("currentSession") else {
            throw VimFault("SystemError", "There is no session", [("reason", "no session")])
        }
        var answer = try Answer.reply(to: call) { $0.copy("returnval", current) }
        answer.login = session
        return answer
    }

    /// Only names and passwords are known here.
    func refuseLogin(_ call: Call) throws(VimFault) -> Answer {
        throw VimFault(
            "NotSupported", "\(call.request.method) is not supported: log in with a user name and a password")
    }

    func logout(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        sessions.close(session, "logged out")
        audit(session.user, call.address, "logout", "accepted")
        return try .reply(to: call)
    }

    /// Whether a session of that key and user name is alive.
    func sessionIsActive(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        let session = sessions.known(as: call.request.text("sessionID") ?? "")
        let isActive = session != nil && session?.user == call.request.text("userName")
        return try .reply(to: call) { $0.element("returnval", "\(isActive)") }
    }

    /// All of them or, if one of them cannot be ended, none.
    func terminateSession(_ call: Call) throws(VimFault) -> Answer {
        let own = try call.authenticated()
        var ended: [VimSession] = []
        for identity in call.request.arguments("sessionId").map(\.text) {
            guard identity != own.identity else {
                throw .invalidArgument("sessionId", "A session cannot terminate itself")
            }
            guard let session = sessions.known(as: identity) else {
                throw VimFault("NotFound", "There is no such session")
            }
            ended.append(session)
        }
        for session in ended { sessions.terminate(session, by: own.user) }
        audit(own.user, call.address, "terminateSession", "accepted")
        return try .reply(to: call)
    }

    func setLocale(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        let locale = try call.request.required("locale").text
        let supported = try presentation.sessionManager(session)?.root.children(named: "supportedLocaleList").map(
            \.text)
        guard supported?.contains(locale) == true else {
            throw VimFault("InvalidLocale", "The locale '\(locale)' is not supported")
        }
        sessions.setLocale(locale, of: session)
        return try .reply(to: call)
    }

    // MARK: - Tickets

    func acquireCloneTicket(_ call: Call) throws(VimFault) -> Answer {
        let ticket = try sessions.tickets.issue(.clone, for: try call.authenticated().key)
        return try .reply(to: call) { $0.element("returnval", ticket) }
    }

    func cloneSession(_ call: Call) throws(VimFault) -> Answer {
        guard call.session == nil else { throw VimFault("InvalidRequest", "The session is already logged in") }
        let ticket = try call.request.required("cloneTicket").text
        guard let session = sessions.tickets.redeem(ticket, for: .clone).flatMap(sessions.find) else {
            audit("", call.address, "cloneSession", "refused")
            throw VimFault("InvalidLogin", "The ticket is not valid, or no longer")
        }
        return try open(call, session.user, "cloneSession")
    }

    /// For one request of the HTTP access to files.
    func acquireGenericServiceTicket(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        let spec = try call.request.required("spec")
        let type = presentation.schema.runtimeType(of: spec) ?? ""
        guard type == "SessionManagerHttpServiceRequestSpec" else {
            throw .invalidArgument("spec", "Only a SessionManagerHttpServiceRequestSpec is understood")
        }
        try presentation.schema.check(spec, as: type, argument: "spec")
        guard let resource = Tickets.resource(of: spec.first("url")?.text ?? "") else {
            throw .invalidArgument("spec.url", "The URL is not valid")
        }
        // The API names the methods httpGet, httpPut and so on.
        let method = (spec.first("method")?.text ?? "httpGet").uppercased()
        let purpose = Tickets.Purpose.request(
            method: method.hasPrefix("HTTP") ? String(method.dropFirst(4)) : method, resource: resource)
        let ticket = try sessions.tickets.issue(purpose, for: session.key)
        return try .reply(to: call) { writer in
            writer.open("returnval")
            writer.element("id", ticket)
            writer.close("returnval")
        }
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
