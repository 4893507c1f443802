import Agents
import Foundation
import Generic
import Store
import XML

extension Messages {
    static let login: [String: Handler] = [
        "session.login_with_password": { try await $0.login($1) },
        "session.slave_local_login_with_password": { try await $0.login($1) },
    ]
    static let sessions: [String: Handler] = [
        "session.logout": { try $0.logout($1) },
        "session.local_logout": { try $0.logout($1) },
    ]
    static let system: [String: Handler] = [
        XapiFrontEnd.bareMethod: { front, _ in .strings(front.methodNames) }
    ]
}

extension XapiFrontEnd {
    /// A name and a password; the client's version and what it calls itself may follow (XenAPI: session.login_with_password).
    func login(_ request: XapiRequest) async throws -> XapiValue {
        guard (2...4).contains(request.arguments.count) else {
            throw XapiError("MESSAGE_PARAMETER_COUNT_MISMATCH", request.name.text, "4", "\(request.arguments.count)")
        }
        let agent = request.arguments.count == 4 ? request.text(3) : request.agent
        let session = try await login(request.text(0), request.text(1), request.address, agent: agent)
        return .string(session.ref)
    }

    /// - Throws: ``XapiError`` with code `SESSION_AUTHENTICATION_FAILED`, or for a session that cannot be stored.
    func login(_ user: String, _ password: String, _ address: String, agent: String) async throws(XapiError) -> XapiSession {
        guard await authenticate(user, password), let role = users()[user], role != .noAccess else {
            audit(user, address, "login", "refused")
            server.events.loginRefused(user, protocol: RecordBook.protocolName, address: address)
            throw XapiError("SESSION_AUTHENTICATION_FAILED", user, "Authentication failure")
        }
        let session = try sessions.open(user, address: address, agent: agent)
        audit(user, address, "login", "accepted")
        return session
    }

    func logout(_ request: XapiRequest) throws -> XapiValue {
        let session = try request.loggedIn()
        sessions.close(session)
        audit(session.user, request.address, "logout", "accepted")
        return .void
    }

    /// A client sees no session but its own: a reference is all that another needs to take one over. Nil for what is of
    /// another class.
    func ownSession(_ request: XapiRequest) throws -> [XapiRecord]? {
        guard request.name.className == "session", let session = request.session else { return nil }
        var element = Element("session", namespace: Namespaces.generic)
        let attributes = [
            "ref": session.ref, "key": session.stored.values["identity"], "user": session.user,
            "role": users()[session.user]?.rawValue, "time": session.stored.created.generic,
            "lastActive": Date().generic, "agent": session.stored.values["agent"],
        ]
        for (name, value) in attributes { element[name] = value }
        return try book.cache.render(Document(element), related: Array(book.hosts.prefix(1))).flatMap(XapiRecord.records)
    }

    /// Every method that is served.
    var methodNames: [String] {
        let commands = server.table(of: RecordBook.protocolName)?.accepts.keys.map { $0 } ?? []
        return Set(reflection.names + commands + book.table.answered + Messages.handlers.keys + Messages.beforeLogin.keys).sorted()
    }
}
