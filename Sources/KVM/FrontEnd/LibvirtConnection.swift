import Agents
import Bus
import Generic
import Logging
import Metrics
import NIOCore
import Store
import Synchronization
import XML

/// One client: what it has told of itself, what it listens for, and how its messages are answered.
final class LibvirtConnection: Sendable {
    /// How a listener's clients show who they are.
    enum Login: Sendable, Hashable {
        /// They need not: all of them are this user.
        case nobody(as: String)
        /// By SASL's mechanism PLAIN.
        case password
        /// By the certificate that TLS has verified: its common name is the user's.
        case certificate
    }

    struct State: Sendable {
        var user: String?
        var uri = ""
        var isOpen = false
        var isReadOnly = false
        /// Nil before it is open.
        var shown: LibvirtFrontEnd.Presentation?
        var session: Session?
        /// What is told, by the callback's identifier.
        var callbacks: [Int32: Callback] = [:]
        var lastCallback: Int32 = 0
        var isClosing = false
    }

    /// What a client has asked to be told.
    struct Callback: Sendable {
        /// The procedure that tells it, without the number of the event.
        var kind: String
        var event: Int32
        /// The native identifier of the only object that it is about; nil: all.
        var only: String?
    }

    let frontEnd: LibvirtFrontEnd
    let login: Login
    let address: String
    /// Whether nobody can listen: over TLS, or within this machine.
    let isSecure: Bool
    let state = Mutex(State())
    let streams = StreamBook()
    /// What is told without being asked. A client that does not read it is given up.
    let told: AsyncStream<WireMessage>
    private let teller: AsyncStream<WireMessage>.Continuation

    /// Messages that may wait for a client.
    private static let patience = 8192

    init(_ frontEnd: LibvirtFrontEnd, _ login: Login, address: String, isSecure: Bool) {
        self.isSecure = isSecure
        self.frontEnd = frontEnd
        self.login = login
        self.address = address
        (told, teller) = AsyncStream.makeStream(of: WireMessage.self, bufferingPolicy: .bufferingOldest(Self.patience))
        if case .nobody(let user) = login { state.withLock { $0.user = user } }
    }

    /// The most bytes of the next message.
    var longest: Int {
        state.withLock { $0.user == nil ? frontEnd.limits().bytesBeforeLogin : WireMessage.longest }
    }

    var isLoggedIn: Bool { state.withLock { $0.user != nil } }

    /// Tells an event; ends everything if the client has not read thousands of them.
    func tell(_ message: WireMessage) {
        if case .dropped = teller.yield(message) { end() }
    }

    func end() { teller.finish() }

    /// What is left of the client is forgotten.
    func close() {
        end()
        streams.removeAll()
        state.withLock(\.shown)?.changes.remove(self)
        let session = state.withLock { state in
            defer {
                state.session = nil
                state.callbacks = [:]
                state.isOpen = false
            }
            return state.session
        }
        if let session, let stored = frontEnd.server.store.sessions.remove(session.key) {
            frontEnd.server.events.loggedOut(stored, "logged out")
        }
    }

    // MARK: - Messages

    /// The answer to a message; nil for what has none.
    func answer(_ message: WireMessage) async -> WireMessage? {
        guard let program = frontEnd.procedures.program(message.program), program.version == message.version else {
            return failure(
                message, RemoteError(39, 7, "Cannot find program \(message.program) version \(message.version)"))
        }
        if program.name == "keepalive" { return pong(message, program) }
        guard message.kind == .call else { return nil }
        guard program.name == frontEnd.procedures.remote.name else {
            return failure(
                message, RemoteError(39, 7, "Cannot find program \(message.program) version \(message.version)"))
        }
        guard let procedure = program[message.procedure], !procedure.isEvent else {
            return failure(message, RemoteError(39, 7, "unknown procedure: \(message.procedure)"))
        }
        let started = ContinuousClock.now
        defer {
            Timer(
                label: "dragoman_request_seconds",
                dimensions: [("protocol", LibvirtFrontEnd.protocolName), ("method", procedure.name)]
            ).recordNanoseconds((ContinuousClock.now - started).nanoseconds)
        }
        do throws(RemoteError) {
            let payload = try await reply(procedure, message)
            return message.answer(.reply, .ok, payload)
        } catch {
            Counter(
                label: "dragoman_faults_total",
                dimensions: [("protocol", LibvirtFrontEnd.protocolName), ("fault", "\(error.code)")]
            ).increment()
            return failure(message, error)
        }
    }

    private func reply(_ procedure: ProcedureTable.Procedure, _ message: WireMessage) async throws(RemoteError)
        -> ByteBuffer
    {
        if let handler = Conversation.beforeLogin[procedure.name] {
            return try written(procedure, try await handler(self, try read(procedure, message)))
        }
        guard isLoggedIn else { throw RemoteError(45, 7, "authentication failed: authentication required") }
        if let handler = Conversation.handlers[procedure.name] {
            return try written(procedure, try await handler(self, try read(procedure, message)))
        }
        let caller = try caller()
        let call = try procedure.call(message.payload)
        let result: Element
        if procedure.stream != nil {
            try streams.reserve(message.serial)
            do {
                let opening = try await frontEnd.open(procedure, call, message, caller)
                result = opening.result
                streams.settle(message.serial, opening.flow)
            } catch {
                streams.settle(message.serial, nil)
                throw error
            }
        } else {
            result = try await frontEnd.answer(procedure, call, caller)
        }
        do {
            try? frontEnd.server.store.identifiers.flush()
            return try procedure.results(result)
        } catch {
            frontEnd.log.error(
                "an answer cannot be written", metadata: ["procedure": "\(procedure.name)", "error": "\(error)"])
            throw RemoteError(1, 7, "internal error: the answer to \(procedure.publicName) cannot be written: \(error)")
        }
    }

    /// - Throws: ``RemoteError`` 6 before the connection is open.
    func caller() throws(RemoteError) -> LibvirtFrontEnd.Caller {
        let state = state.withLock { $0 }
        guard state.isOpen, let user = state.user, let shown = state.shown else {
            throw RemoteError(6, 7, "connection not open")
        }
        if let session = state.session { frontEnd.server.store.sessions.touch(session.key) }
        let role = frontEnd.users()[user] ?? .noAccess
        guard role != .noAccess else { throw RemoteError(88, 7, "access denied: \(user) has no access") }
        return .init(
            client: Client(
                protocolName: LibvirtFrontEnd.protocolName, scope: shown.book.cache.side.scope, user: user,
                authority: .role(role), address: address,
                session: ["user": user, "uri": state.uri, "secure": isSecure ? "1" : "0"]),
            shown: shown, isReadOnly: state.isReadOnly)
    }

    private func read(_ procedure: ProcedureTable.Procedure, _ message: WireMessage) throws(RemoteError) -> XDRValue {
        var reader = XDRReader(message.payload)
        do throws(WireError) {
            return try reader.structure(procedure.arguments)
        } catch {
            throw RemoteError(39, 7, "Unable to decode message payload of \(procedure.name): \(error.reason)")
        }
    }

    private func written(_ procedure: ProcedureTable.Procedure, _ value: XDRValue) throws(RemoteError) -> ByteBuffer {
        var writer = XDRWriter()
        do throws(WireError) {
            try writer.structure(procedure.results, value)
        } catch {
            throw RemoteError(1, 7, "internal error: \(error.reason)")
        }
        return writer.buffer
    }

    private func pong(_ message: WireMessage, _ program: ProcedureTable.Program) -> WireMessage? {
        guard message.kind == .event, let ping = program["ping"], let pong = program["pong"],
            message.procedure == ping.number
        else {
            return nil
        }
        return WireMessage(
            program: message.program, version: message.version, procedure: pong.number, kind: .event,
            serial: message.serial)
    }

    func failure(_ message: WireMessage, _ error: RemoteError, kind: WireMessage.Kind = .reply) -> WireMessage? {
        var writer = XDRWriter()
        do throws(WireError) {
            try writer.structure(RemoteError.fields(frontEnd.procedures), error.value)
        } catch {
            return nil
        }
        return message.answer(kind, .error, writer.buffer)
    }
}
