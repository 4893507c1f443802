import Agents
import Brokers
import Bus
import Foundation
import Generic
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import NIOCore
import Store
import XML

/// The vSphere front end: the vim25 SOAP API at `/sdk`, presenting the whole fleet as one vCenter, or one host as a
/// stand-alone ESXi.
public struct VSphereFrontEnd: Sendable {
    let presentation: Presentation
    var rights: Rights { presentation.rights }
    let sessions: VimSessions
    /// Nil for a host by itself: ESXi has no automation API.
    let services: Services?
    let description: ServiceDescription
    /// Shared by all views: a machine is the same in each.
    let leases: NfcLeases
    private let timers = RequestTimers()
    let authenticate: @Sendable (String, String) async -> Bool
    let publicKey: @Sendable () -> String?
    let limits: @Sendable () -> ClientLimits
    let log: Logger

    /// - Parameters:
    ///   - limits: asked at each request, so that a reload takes effect.
    ///   - users: the users and their roles, asked at each request.
    ///   - authenticate: whether a user has that password.
    ///   - publicKey: of the server's certificate, as PEM; nil if it has none.
    /// - Throws: what keeps the type table from being read, or ``Fault`` for a mapping that fails.
    public init(
        server: TransformServer, metrics: MetricBroker, version: String, limits: @escaping @Sendable () -> ClientLimits,
        log: Logger,
        users: @escaping @Sendable () -> [String: Role],
        authenticate: @escaping @Sendable (_ user: String, _ password: String) async -> Bool,
        publicKey: @escaping @Sendable () -> String? = { nil }
    ) throws {
        let mappings = server.engine.mappings
        let table = mappings.directory.appendingPathComponent("\(Presentation.protocolName)/schema.txt")
        let schema = try VimSchema(contentsOf: table)
        description = ServiceDescription(table)
        let instance = server.store.identifiers.assignUUID(
            platform: Presentation.protocolName, scope: "", type: "ServiceInstance", native: "instance",
            genericType: "fleet")
        let folder = table.deletingLastPathComponent()
        let rights = Rights(
            try RightsTable(
                contentsOf: folder.appendingPathComponent("rights.xml"),
                schema: folder.appendingPathComponent("rights.rng")),
            server.store.access, users: users)
        rights.follow(server.updates)
        presentation = try Presentation(
            server: server, metrics: metrics, schema: schema,
            product: .init(name: "Dragoman", version: version, instance: instance),
            rights: rights,
            options: try OptionTable(
                contentsOf: folder.appendingPathComponent("options.xml"),
                schema: folder.appendingPathComponent("options.rng")))
        server.hold(commandsAgainst: EntityRights(presentation: presentation))
        sessions = VimSessions(presentation, limits: limits)
        services = try Services(
            presentation, beside: sessions, limits: limits, log: log, authenticate: authenticate)
        self.limits = limits
        self.log = log
        self.authenticate = authenticate
        self.publicKey = publicKey
        leases = NfcLeases()
        Task { [log] in await HalfImports(server: server).removeAll(log: log) }
    }

    /// One of the fleet's hosts by itself, served as the fleet is.
    /// - Throws: ``Fault`` for a mapping that fails.
    public init(_ host: ManagedHost, of fleet: VSphereFrontEnd) throws(Fault) {
        presentation = try Presentation(
            server: fleet.presentation.server, metrics: fleet.presentation.metrics, schema: fleet.presentation.schema,
            product: fleet.presentation.product,
            rights: fleet.presentation.rights, options: fleet.presentation.options,
            host: host)
        limits = fleet.limits
        sessions = VimSessions(presentation, limits: limits)
        services = nil
        leases = fleet.leases
        description = fleet.description
        log = fleet.log
        authenticate = fleet.authenticate
        publicKey = fleet.publicKey
    }

    /// The views of objects kept in memory.
    public var views: ViewCache { presentation.cache }

    /// Ends all long polls, so that the listener can stop.
    public func stop() { sessions.closeWaits() }

    /// - Parameter isConnected: whether the client is still there; what waits for a client that has gone ends.
    public func addRoutes<Context: RequestContext>(
        to router: Router<Context>, address: @escaping @Sendable (Context) -> String,
        isConnected: @escaping @Sendable (Context) -> Bool = { _ in true }
    ) {
        for path in VSphereFrontEnd.paths {
            router.post(RouterPath(path)) { request, context in
                await respond(to: request, address: address(context)) { isConnected(context) }
            }
        }
        addFolderRoutes(to: router, address: address)
        addScreenRoute(to: router, address: address)
        addLeaseRoutes(to: router)
        router.get("/sdk/vimServiceVersions.xml") { _, _ in
            VSphereFrontEnd.response(.ok, versions)
        }
        addDescriptionRoutes(to: router)
        if let services {
            ServiceHTTP(services: services, limits: limits).addRoutes(to: router, address: address)
            addPolicyRoutes(to: router)
        }
    }

    // MARK: - Transport

    static let paths = ["/sdk", "/sdk/vimService"]
    static let contentType = "text/xml; charset=utf-8"

    /// Whether it is a SOAP call, which may be answered on its connection's thread: those that take long leave it.
    public static func isCall(_ request: Request) -> Bool {
        request.method == .post && paths.contains(request.uri.path)
    }

    private static let shortRequest = 16 << 10

    private func respond(
        to request: Request, address: String, isConnected: @escaping @Sendable () -> Bool
    ) async -> Response {
        let session = cookie(in: request.headers).flatMap(sessions.find)
        let limits = self.limits()
        let size = session == nil ? limits.requestBytesBeforeLogin : limits.requestBytes
        let bytes: [UInt8]
        do {
            bytes = Array(buffer: try await request.body.collect(upTo: size))
        } catch {
            let fault = VimFault.invalidRequest("The request is longer than \(size) bytes, or ended too early")
            var response = VSphereFrontEnd.response(.internalServerError, SOAPWriter.fault(fault))
            response.headers[.connection] = "close"
            return response
        }
        let agent = String((request.headers[.userAgent] ?? "").prefix(256))
        let authority = request.head.authority ?? ""
        func answered() async -> Answer {
            durable(await self.answer(bytes, session, address, agent, authority, limits, isConnected))
        }
        let isShort = bytes.count <= VSphereFrontEnd.shortRequest
        let answer =
            isShort ? await answered() : await withTaskExecutorPreference(globalConcurrentExecutor, operation: answered)
        var response = VSphereFrontEnd.response(answer.isFault ? .internalServerError : .ok, answer.body)
        if let login = answer.login {
            response.headers[.setCookie] = "vmware_soap_session=\"\(login.key)\"; Path=/; HttpOnly"
        }
        return response
    }

    /// The answer, once the identifiers that it may hold are on disk: what a client was shown outlives a crash.
    func durable(_ answer: Answer) -> Answer {
        do {
            try presentation.server.store.identifiers.flush()
            return answer
        } catch {
            log.critical("the identifier table cannot be written", metadata: ["error": "\(error)"])
            return .fault(
                VimFault(
                    "SystemError", "A general system error occurred", [("reason", "the identifiers cannot be stored")]))
        }
    }

    private func answer(
        _ bytes: [UInt8], _ known: VimSession?, _ address: String, _ agent: String, _ authority: String,
        _ limits: ClientLimits,
        _ isConnected: @escaping @Sendable () -> Bool
    ) async -> Answer {
        let started = ContinuousClock.now
        var method = "unreadable"
        defer { record(method, since: started) }
        do {
            let request = try SOAPRequest(bytes, limits: ParserLimits(bytes: limits.requestBytes, elements: 500_000))
            let session = known ?? request.sessionKey.flatMap(sessions.find)
            if let session { sessions.touch(session, isCall: true) }
            let call = Call(
                request: request, session: session, address: address, agent: agent, authority: authority,
                isConnected: isConnected,
                presentation: presentation)
            if let handler = Methods.handler(of: request.method, on: request.receiver.type, presentation.schema) {
                method = request.method
                let answer = {
                    try admit(call)
                    return try await handler(self, call)
                }
                return Methods.isShort(request) ? try await answer() : try await elsewhere(answer)
            }
            let table = presentation.server.table(of: Presentation.protocolName)
            if table?.accepts[request.method] != nil {
                method = request.method
                return try await elsewhere { try await command(call) }
            }
            return try await elsewhere { try unknown(call) }
        } catch let fault as VimFault {
            return self.fault(fault, known, address, method)
        } catch {
            count("SystemError")
            log.error("a request failed", metadata: ["method": "\(method)", "error": "\(error)"])
            return .fault(VimFault("SystemError", "A general system error occurred", [("reason", "internal error")]))
        }
    }

    func fault(_ fault: VimFault, _ known: VimSession?, _ address: String, _ method: String) -> Answer {
        count(fault.type)
        if fault.type == "NoPermission", let known { audit(known.user, address, method, "refused") }
        return .fault(fault)
    }

    func record(_ method: String, since started: ContinuousClock.Instant) {
        timers.timer(of: method).recordNanoseconds((ContinuousClock.now - started).nanoseconds)
    }

    /// Leaves the connection's thread to others meanwhile.
    private func elsewhere(_ body: () async throws -> Answer) async throws -> Answer {
        try await withTaskExecutorPreference(globalConcurrentExecutor, operation: body)
    }

    /// What the session of a call needs for its method.
    /// - Throws: ``VimFault`` with type `NoPermission`.
    func check(_ call: Call) throws(VimFault) {
        guard let session = call.session else { return }
        try presentation.access(of: session.user).check(call.request.body, on: call.request.receiver, presentation)
    }

    /// Who calls, as the server wants to know it, once the rights of this front end have let the call through.
    func client(_ call: Call) throws(VimFault) -> Client {
        presentation.client(try call.authenticated(), call.address)
    }

    /// What every call of a method of the conversation has to pass.
    /// - Throws: ``VimFault``.
    func admit(_ call: Call) throws(VimFault) {
        try checkReceiver(call)
        try check(call)
    }

    /// The methods of the conversation are as particular about their object as all others. Whether it exists, they find
    /// out for themselves, but for the managers that hold nothing.
    private func checkReceiver(_ call: Call) throws(VimFault) {
        let receiver = call.request.receiver
        guard call.request.method != "Fetch" else { return }
        guard presentation.schema.method(call.request.method, of: receiver.type) != nil else {
            throw .methodNotFound(call.request.method, on: receiver)
        }
        guard call.session != nil, ["ViewManager", "SearchIndex"].contains(receiver.type) else { return }
        guard try call.objects().exists(receiver) else { throw .notFound(receiver) }
    }

    /// A method of the API that is not served is told apart from one that does not exist.
    private func unknown(_ call: Call) throws(VimFault) -> Answer {
        let session = try? call.authenticated()
        guard session != nil || presentation.schema.hasMethod(call.request.method) else {
            throw .methodNotFound(call.request.method, on: call.request.receiver)
        }
        _ = try call.authenticated()
        guard try call.objects().exists(call.request.receiver) else { throw .notFound(call.request.receiver) }
        guard presentation.schema.method(call.request.method, of: call.request.receiver.type) != nil else {
            throw .methodNotFound(call.request.method, on: call.request.receiver)
        }
        throw VimFault("NotSupported", "The operation \(call.request.method) is not supported on the object.")
    }

    private func count(_ fault: String) {
        Counter(
            label: "dragoman_faults_total", dimensions: [("protocol", Presentation.protocolName), ("fault", fault)]
        ).increment()
    }

    /// Clients send the cookie with or without quotes, and some send the attributes of Set-Cookie along.
    func cookie(in headers: HTTPFields) -> String? {
        func trimmed(_ text: Substring, of unwanted: (UInt8) -> Bool) -> Substring {
            var text = text.utf8
            while let first = text.first, unwanted(first) { text.removeFirst() }
            while let last = text.last, unwanted(last) { text.removeLast() }
            return Substring(text)
        }
        for header in headers[values: .cookie] {
            for part in header.split(separator: ";") {
                let pair = part.split(separator: "=", maxSplits: 1).map { trimmed($0) { $0 == 0x20 || $0 == 0x09 } }
                if pair.count == 2, pair[0] == "vmware_soap_session" {
                    return String(trimmed(pair[1]) { $0 == UInt8(ascii: "\"") })
                }
            }
        }
        return nil
    }

    /// The document by which a client chooses the API version (vSphere Web Services SDK Programming Guide).
    private var versions: [UInt8] {
        var writer = SOAPWriter()
        writer.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?><namespaces version=\"1.0\"><namespace>")
        writer.element("name", SOAPRequest.vim)
        writer.element("version", presentation.schema.versions.first ?? "")
        writer.raw("<priorVersions>")
        for version in presentation.schema.versions.dropFirst() { writer.element("version", version) }
        writer.raw("</priorVersions></namespace></namespaces>")
        return writer.bytes
    }

    static func response(_ status: HTTPResponse.Status, _ body: [UInt8]) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = contentType
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
