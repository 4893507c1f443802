import Agents
import Brokers
import Bus
import Foundation
import Generic
import Hummingbird
import Logging
import Metrics
import NIOCore
import Store
import XML

/// The XenAPI front end: XML-RPC and JSON-RPC, presenting the whole fleet or some of its hosts as one pool.
public struct XapiFrontEnd: Sendable {
    let book: RecordBook
    let tasks: XapiTasks
    let messages: XapiMessages
    let sessions: XapiSessions
    let users: @Sendable () -> [String: Role]
    let authenticate: @Sendable (String, String) async -> Bool
    let limits: @Sendable () -> ClientLimits
    let log: Logger
    let metrics: MetricBroker
    let roundRobin: RoundRobinTable
    var reflection: Reflection { Reflection(book: book) { try ownSession($0) } }
    var server: TransformServer { book.server }
    var schema: XapiSchema { book.schema }

    /// - Parameters:
    ///   - pool: what is presented.
    ///   - address: where clients reach it.
    ///   - limits: asked at each request, so that a reload takes effect.
    ///   - users: the users and their roles, asked at each request.
    ///   - authenticate: whether a user has that password.
    /// - Throws: what keeps a table from being read.
    public init(
        server: TransformServer, metrics: MetricBroker, pool: XapiPool, version: String, address: PublicAddress,
        limits: @escaping @Sendable () -> ClientLimits,
        log: Logger, users: @escaping @Sendable () -> [String: Role],
        authenticate: @escaping @Sendable (_ user: String, _ password: String) async -> Bool
    ) throws {
        let table = server.engine.mappings.directory.appendingPathComponent("\(RecordBook.protocolName)/schema.txt")
        let instance = server.store.identifiers.assignUUID(
            platform: RecordBook.protocolName, scope: pool.scope, type: "pool", native: "instance", genericType: "fleet")
        roundRobin = try XapiFrontEnd.roundRobin(in: server.engine.mappings.directory)
        book = RecordBook(
            server: server, schema: try XapiSchema(contentsOf: table),
            product: .init(name: pool.name, version: version, instance: instance, address: address), pool: pool,
            measured: MeasuredFields(table: roundRobin, metrics: metrics))
        self.metrics = metrics
        tasks = XapiTasks(book)
        messages = XapiMessages(book)
        sessions = XapiSessions(server, scope: pool.scope, limits: limits, users: users)
        self.users = users
        self.authenticate = authenticate
        self.limits = limits
        self.log = log
    }

    /// The views of objects kept in memory.
    public var views: ViewCache { book.cache }

    /// Where clients reach it.
    public var address: PublicAddress { book.product.address }

    /// Ends all long polls, so that the listener can stop.
    public func stop() { book.endWaits() }

    /// - Parameter isConnected: whether the client is still there; what waits for a client that has gone ends.
    public func addRoutes<Context: RequestContext>(
        to router: Router<Context>, address: @escaping @Sendable (Context) -> String,
        isConnected: @escaping @Sendable (Context) -> Bool = { _ in true }
    ) {
        for path in ["/", "/RPC2", "/xmlrpc"] {
            router.post(RouterPath(path)) { request, context in
                await respondXML(to: request, address: address(context)) { isConnected(context) }
            }
        }
        router.post("/jsonrpc") { request, context in
            await respondJSON(to: request, address: address(context)) { isConnected(context) }
        }
        addMetricRoutes(to: router, address: address)
        addHTTPRoutes(to: router, address: address)
    }

    // MARK: - Transport

    private func respondXML(
        to request: Request, address: String, isConnected: @escaping @Sendable () -> Bool
    ) async -> Response {
        guard let bytes = await body(of: request) else { return XapiFrontEnd.tooLong }
        let limits = ParserLimits(bytes: limits().requestBytes, elements: 500_000)
        let call: XapiCall
        do {
            call = try XMLRPC.call(bytes, limits: limits)
        } catch {
            return XapiFrontEnd.unreadable(error.reason)
        }
        let outcome = await answer(call, address, request.headers, isConnected)
        let body =
            switch outcome {
            case .success(let value) where call.method == XapiFrontEnd.bareMethod: XMLRPC.bare(value)
            case .success(let value): XMLRPC.success(value)
            case .failure(let error): XMLRPC.failure(error)
            }
        return XapiFrontEnd.response(.ok, "text/xml", body)
    }

    private func respondJSON(
        to request: Request, address: String, isConnected: @escaping @Sendable () -> Bool
    ) async -> Response {
        guard let bytes = await body(of: request) else { return XapiFrontEnd.tooLong }
        let call: XapiCall
        let header: JSONRPC.Header
        do {
            (call, header) = try JSONRPC.call(bytes)
        } catch {
            return XapiFrontEnd.unreadable(error.reason)
        }
        let outcome = await answer(call, address, request.headers, isConnected)
        let body =
            switch outcome {
            case .success(let value): JSONRPC.success(value, header)
            case .failure(let error): JSONRPC.failure(error, header)
            }
        return XapiFrontEnd.response(.ok, "application/json", body)
    }

    /// XAPI answers it without the envelope of status.
    static let bareMethod = "system.listMethods"

    /// Nil if it is too long. Before it has shown a session, a client may not send much.
    private func body(of request: Request) async -> [UInt8]? {
        let limits = limits()
        var bytes: [UInt8] = []
        var isTrusted = false
        do {
            for try await part in request.body {
                bytes.append(contentsOf: part.readableBytesView)
                guard bytes.count <= limits.requestBytes else { return nil }
                if bytes.count > limits.requestBytesBeforeLogin, !isTrusted {
                    guard showsSession(bytes.prefix(limits.requestBytesBeforeLogin)) else { return nil }
                    isTrusted = true
                }
            }
            return bytes
        } catch {
            return nil
        }
    }

    /// Whether the session that every call begins with is in the first bytes.
    private func showsSession(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let range = text.range(of: XapiSession.prefix) else { return false }
        let ref = text[range.lowerBound...].prefix { $0.isLetter || $0.isNumber || $0 == ":" || $0 == "-" }
        return (try? sessions.find(String(ref))) != nil
    }

    private static var tooLong: Response {
        var response = unreadable("the request is too long, or ended too early")
        response.headers[.connection] = "close"
        return response
    }

    /// As XAPI answers what is no call: with a page, not with a reply.
    private static func unreadable(_ reason: String) -> Response {
        let text = reason.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        return response(
            .internalServerError, "text/html",
            Array("<html><body><h1>HTTP 500 internal server error</h1>\(text)</body></html>".utf8))
    }

    static func response(_ status: HTTPResponse.Status, _ type: String, _ body: [UInt8]) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
