import Endpoints
import Generic
import Synchronization
import XML

/// The API of one XenServer: JSON-RPC 2.0 where the server speaks it, else XML-RPC.
final class XapiClient: Sendable {
    struct Timing: Sendable {
        /// The answer to a call.
        var call = Duration.seconds(60)
        /// How long the server is to hold an `event.from` in which nothing happens.
        var wait = Duration.seconds(20)
        /// How much longer its answer may take.
        var grace = Duration.seconds(15)
    }

    /// A pool of a thousand machines is told in some million elements.
    private static let limits = ParserLimits(bytes: 128 << 20, elements: 4_000_000)
    private static let jsonLimits = JSONLimits(values: limits.elements)

    private enum Encoding {
        case json, xml
    }

    let endpoint: HTTPEndpoint
    let timing: Timing
    private let state = Mutex(State())

    private struct State {
        /// Known after the first answer that was one.
        var encoding: Encoding?
        var calls = 0
    }

    init(_ endpoint: HTTPEndpoint, timing: Timing = Timing()) {
        self.endpoint = endpoint
        self.timing = timing
    }

    var address: EndpointAddress { endpoint.address }

    /// Where a name is that the server gives to something, `/jsonrpc`. What is before it in the configured URL stays before
    /// it, such as the path of a proxy; the place of calls itself is often written there.
    func path(_ name: String) -> String {
        var parts = address.path.split(separator: "/")
        if let last = parts.last, ["RPC2", "jsonrpc", "xmlrpc"].contains(last) { parts.removeLast() }
        return parts.map { "/\($0)" }.joined() + name
    }

    /// - Parameter mark: by what the task that it starts can be found, in its `other_config`.
    /// - Throws: ``XapiError`` for a refusal, after which nothing has been done; ``EndpointError``.
    func call(_ method: String, _ parameters: [XapiValue], mark: String? = nil, timeout: Duration? = nil) async throws
        -> XapiValue
    {
        let call = Request(call: XapiCall(method: method, parameters: parameters), mark: mark, timeout: timeout)
        let (encoding, number) = state.withLock { state in
            state.calls += 1
            return (state.encoding, state.calls)
        }
        switch encoding {
        case .json?: return try await json(call, number).get()
        case .xml?: return try await xml(call).get()
        case nil: return try await first(call, number).get()
        }
    }

    /// The first call is a login, which may be made twice.
    private func first(_ call: Request, _ number: Int) async throws -> Result<XapiValue, XapiError> {
        do {
            let reply = try await json(call, number)
            state.withLock { $0.encoding = .json }
            return reply
        } catch is NoReply {
            let reply = try await xml(call)
            state.withLock { $0.encoding = .xml }
            return reply
        }
    }

    private func json(_ request: Request, _ number: Int) async throws -> Result<XapiValue, XapiError> {
        let answer = try await endpoint.post(
            JSONRPC.bytes(of: request.call, id: number), path: path("/jsonrpc"),
            headers: [("content-type", "application/json")] + request.headers, timeout: request.timeout ?? timing.call)
        do {
            return try reply(answer)
        } catch {
            let isKnown = state.withLock { $0.encoding == .json }
            if isKnown { throw EndpointError(.sent, "the answer is no JSON-RPC reply: \(error.reason)") }
            throw NoReply()
        }
    }

    private func reply(_ answer: HTTPAnswer) throws(WireError) -> Result<XapiValue, XapiError> {
        guard answer.status == 200 else { throw WireError("HTTP \(answer.status)") }
        return try JSONRPC.reply(answer.body, limits: Self.jsonLimits)
    }

    private func xml(_ request: Request) async throws -> Result<XapiValue, XapiError> {
        let answer = try await endpoint.post(
            XMLRPC.bytes(of: request.call), path: path("/"), headers: [("content-type", "text/xml")] + request.headers,
            timeout: request.timeout ?? timing.call)
        guard answer.status == 200 else { throw EndpointError(.sent, "the server answered HTTP \(answer.status)") }
        do {
            return try XMLRPC.reply(answer.body, limits: Self.limits)
        } catch {
            throw EndpointError(.sent, "the answer is neither a JSON-RPC nor an XML-RPC reply: \(error.reason)")
        }
    }

    private struct Request {
        var call: XapiCall
        var mark: String?
        var timeout: Duration?

        /// XAPI puts such headers into the `other_config` of the task (ocaml/xapi/context.ml, `get_http_other_config`).
        var headers: [(String, String)] { mark.map { [("x-http-other-config-\(XapiClient.markKey)", $0)] } ?? [] }
    }

    /// The key of marks in the `other_config` of tasks.
    static let markKey = "dragoman"

    /// The server has answered something that is no JSON-RPC.
    private struct NoReply: Error {}
}
