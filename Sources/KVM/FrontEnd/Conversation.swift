import Agents
import Foundation
import Generic
import Logging
import Store
import Synchronization

/// Calls that are about the connection itself, by the names of their procedures.
enum Conversation {
    typealias Handler = @Sendable (LibvirtConnection, XDRValue) async throws(RemoteError) -> XDRValue

    private static let nothing = XDRValue.structure([])

    /// What a client may call before it has logged in.
    static let beforeLogin: [String: Handler] = [
        "authList": { connection, _ throws(RemoteError) in
            // 0 none, 1 SASL.
            .of(["types": .array([.integer(connection.isLoggedIn ? 0 : 1)])])
        },
        "authSaslInit": { connection, _ throws(RemoteError) in
            guard connection.login == .password else { throw refused }
            return .of(["mechlist": .string("PLAIN")])
        },
        "authSaslStart": { connection, arguments throws(RemoteError) in
            guard connection.login == .password, arguments["mech"]?.text == "PLAIN" else { throw refused }
            try await logIn(connection, arguments["data"]?.octets ?? [])
            return .of(["complete": .integer(1), "nil": .integer(1), "data": .bytes([])])
        },
    ]

    /// What it may call then.
    static let handlers: [String: Handler] = [
        "connectOpen": { connection, arguments throws(RemoteError) in
            try open(connection, arguments["name"]?.text ?? "", flags: arguments["flags"]?.number ?? 0)
            return nothing
        },
        "connectClose": { connection, _ throws(RemoteError) in
            connection.state.withLock { $0.isClosing = true }
            return nothing
        },
        "connectSupportsFeature": { _, arguments throws(RemoteError) in
            .of(["supported": .integer(features.contains(arguments["feature"]?.number ?? 0) ? 1 : 0)])
        },
        "connectGetUri": { connection, _ throws(RemoteError) in
            _ = try connection.caller()
            return .of(["uri": .string(connection.state.withLock(\.uri))])
        },
        "connectRegisterCloseCallback": { connection, _ throws(RemoteError) in
            _ = try connection.caller()
            return nothing
        },
        "connectUnregisterCloseCallback": { _, _ throws(RemoteError) in nothing },
        "connectDomainEventCallbackRegisterAny": { connection, arguments throws(RemoteError) in
            try register("domain", connection, arguments, about: arguments["dom"])
        },
        "connectDomainEventCallbackDeregisterAny": { connection, arguments throws(RemoteError) in
            try deregister("domain", connection, arguments)
        },
        "connectNetworkEventRegisterAny": { connection, arguments throws(RemoteError) in
            try register("network", connection, arguments, about: arguments["net"])
        },
        "connectNetworkEventDeregisterAny": { connection, arguments throws(RemoteError) in
            try deregister("network", connection, arguments)
        },
        "connectStoragePoolEventRegisterAny": { connection, arguments throws(RemoteError) in
            try register("storagePool", connection, arguments, about: arguments["pool"])
        },
        "connectStoragePoolEventDeregisterAny": { connection, arguments throws(RemoteError) in
            try deregister("storagePool", connection, arguments)
        },
        "connectNodeDeviceEventRegisterAny": { connection, arguments throws(RemoteError) in
            try register("nodeDevice", connection, arguments, about: arguments["dev"])
        },
        "connectNodeDeviceEventDeregisterAny": { connection, arguments throws(RemoteError) in
            try deregister("nodeDevice", connection, arguments)
        },
    ]

    /// Strings among typed parameters (9), keepalive (10), callbacks of events and of the end (14, 15), and flags of network
    /// updates in their right order (16). No files are passed (8), nothing migrates over this wire (1 to 7, 11 to 13).
    private static let features: Set<Int64> = [9, 10, 14, 15, 16]

    private static let refused = RemoteError(45, 46, "authentication failed: authentication failed")

    // MARK: - Login

    /// PLAIN (RFC 4616): who to act for, who one is, and the password, with a zero byte between them.
    private static func logIn(_ connection: LibvirtConnection, _ data: [UInt8]) async throws(RemoteError) {
        let parts = data.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard parts.count == 3, parts[0].isEmpty || parts[0] == parts[1] else { throw refused }
        let frontEnd = connection.frontEnd
        guard await frontEnd.authenticate(parts[1], parts[2]) else {
            frontEnd.server.events.loginRefused(
                parts[1], protocol: LibvirtFrontEnd.protocolName, address: connection.address)
            frontEnd.audit(parts[1], connection.address, "login", "refused")
            throw refused
        }
        connection.state.withLock { $0.user = parts[1] }
    }

    private static func open(_ connection: LibvirtConnection, _ uri: String, flags: Int64) throws(RemoteError) {
        let frontEnd = connection.frontEnd
        guard let user = connection.state.withLock({ $0.isOpen ? nil : $0.user }) else {
            throw RemoteError(55, 7, "Requested operation is not valid: connection already open")
        }
        guard (frontEnd.users()[user] ?? .noAccess) != .noAccess else {
            throw RemoteError(88, 7, "access denied: \(user) has no access")
        }
        let shown = try frontEnd.presentation(at: uri)
        let session = try frontEnd.session(of: user, connection.address)
        connection.state.withLock { state in
            state.uri = uri
            state.shown = shown
            // VIR_CONNECT_RO
            state.isReadOnly = flags & 1 != 0
            state.session = session
            state.isOpen = true
        }
        frontEnd.activate()
    }

    // MARK: - Events

    private static func register(
        _ kind: String, _ connection: LibvirtConnection, _ arguments: XDRValue, about object: XDRValue?
    ) throws(RemoteError) -> XDRValue {
        let changes = try connection.caller().shown.changes
        let only = object.flatMap { $0["uuid"]?.octets.map(UUIDText.text) ?? $0["name"]?.text }
        let event = Int32(clamping: arguments["eventID"]?.number ?? 0)
        guard (0..<64).contains(event) else {
            throw RemoteError(8, 7, "invalid argument: unsupported event ID \(event)")
        }
        let id = try connection.state.withLock { state throws(RemoteError) in
            guard state.callbacks.count < 1000 else { throw RemoteError(1, 7, "internal error: too many callbacks") }
            state.lastCallback += 1
            state.callbacks[state.lastCallback] = .init(kind: kind, event: event, only: only)
            return state.lastCallback
        }
        changes.add(connection)
        return .of(["callbackID": .integer(Int64(id))])
    }

    private static func deregister(
        _ kind: String, _ connection: LibvirtConnection, _ arguments: XDRValue
    ) throws(RemoteError) -> XDRValue {
        let id = Int32(clamping: arguments["callbackID"]?.number ?? 0)
        let known = connection.state.withLock { state in
            guard state.callbacks[id]?.kind == kind else { return false }
            state.callbacks[id] = nil
            return true
        }
        guard known else { throw RemoteError(1, 7, "internal error: \(kind) event callback \(id) not registered") }
        return nothing
    }
}

extension LibvirtFrontEnd {
    /// - Throws: ``RemoteError`` when there are too many, or for one that cannot be stored.
    func session(of user: String, _ address: String) throws(RemoteError) -> Session {
        let store = server.store.sessions
        let open = store.list(protocol: Self.protocolName)
        guard open.count < limits().sessions, open.count(where: { $0.user == user }) < limits().sessionsPerUser else {
            throw RemoteError(45, 7, "authentication failed: too many sessions are open")
        }
        do {
            let session = try store.create(
                protocol: Self.protocolName, user: user,
                values: ["identity": UUID().uuidString.lowercased(), "address": address])
            server.events.loggedIn(session)
            audit(user, address, "login", "accepted")
            return session
        } catch {
            throw RemoteError(1, 7, "internal error: the session cannot be stored")
        }
    }

    func audit(_ user: String, _ address: String, _ action: String, _ outcome: String) {
        do {
            try server.store.audit.append(
                user: user, protocol: Self.protocolName, address: address, action: action, target: "", outcome: outcome)
        } catch {
            log.critical("the audit log cannot be written", metadata: ["error": "\(error)"])
        }
    }
}
