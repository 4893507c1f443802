import Agents
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

/// The automation API by HTTP: REST below `/rest` and `/api`, JSON-RPC on `/api` itself.
struct ServiceHTTP: Sendable {
    let services: Services
    let limits: @Sendable () -> ClientLimits

    static let sessionHeader = HTTPField.Name("vmware-api-session-id")!

    func addRoutes<Context: RequestContext>(
        to router: Router<Context>, address: @escaping @Sendable (Context) -> String
    ) {
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            router.on("/rest/**", method: method) { request, context in
                await respond(to: request, below: "/rest", form: .rest, address: address(context))
            }
            router.on("/api/**", method: method) { request, context in
                await respond(to: request, below: "/api", form: .api, address: address(context))
            }
        }
        router.post("/api") { request, context in
            await respondToRPC(request, address: address(context))
        }
    }

    // MARK: - What a request brings

    func session(_ request: Request) -> VimSession? {
        request.headers[ServiceHTTP.sessionHeader].flatMap(services.sessions.find)
    }

    /// User and password of Basic authentication (RFC 7617).
    func credentials(_ request: Request) -> ServiceCall.Credentials? {
        guard let header = request.headers[.authorization], header.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: header.dropFirst(6).trimmingCharacters(in: .whitespaces)),
            let text = String(data: data, encoding: .utf8), let colon = text.firstIndex(of: ":")
        else { return nil }
        return .init(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    }

    /// The body, nil if it is longer than who is not logged in, or anyone, may send.
    func body(_ request: Request, isKnown: Bool) async -> Data? {
        let limits = limits()
        let size = isKnown ? limits.requestBytes : limits.requestBytesBeforeLogin
        guard let buffer = try? await request.body.collect(upTo: size) else { return nil }
        return Data(buffer.readableBytesView)
    }

    // MARK: - Carrying out

    /// Carries out an operation, and measures it.
    func invoke(_ call: ServiceCall) async throws(ServiceError) -> Element {
        let started = ContinuousClock.now
        defer {
            let dimensions = [("protocol", Presentation.protocolName), ("method", call.operation.id)]
            Timer(label: "dragoman_request_seconds", dimensions: dimensions)
                .recordNanoseconds((ContinuousClock.now - started).nanoseconds)
        }
        let output = try await services.invoke(call)
        do {
            // What a client was shown outlives a crash.
            try services.presentation.server.store.identifiers.flush()
        } catch {
            throw services.failure(error)
        }
        return output
    }

    func count(_ error: ServiceError) {
        let dimensions = [("protocol", Presentation.protocolName), ("fault", error.type)]
        Counter(label: "dragoman_faults_total", dimensions: dimensions).increment()
    }

    // MARK: - Answers

    /// An error as the structure that it is.
    func json(_ error: ServiceError, _ form: ServiceForm) -> JSON {
        var message = Element("item", namespace: ServiceCodec.namespace)
        for (name, text) in [("id", error.messageID), ("default_message", error.message)] {
            message.append(Element(name, namespace: ServiceCodec.namespace, text: text))
        }
        var messages = Element("messages", namespace: ServiceCodec.namespace)
        messages.append(message)
        var element = Element("error", namespace: ServiceCodec.namespace)
        element.append(messages)
        let name = ServiceError.prefix + error.type
        if form != .rest, services.table.fields[name]?.contains(where: { $0.name == "error_type" }) ?? false {
            element.append(Element("error_type", namespace: ServiceCodec.namespace, text: error.type.uppercased()))
        }
        let codec = ServiceCodec(table: services.table, form: form)
        return (try? codec.structure(element, name, "ERROR", "error")) ?? .object([])
    }

    func response(_ status: HTTPResponse.Status, _ json: JSON?) -> Response {
        guard let json else { return Response(status: status) }
        var headers: HTTPFields = [.contentType: "application/json"]
        if status == .unauthorized { headers[.wwwAuthenticate] = "Basic realm=\"session\"" }
        return Response(
            status: status, headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: json.serialized)))
    }
}
