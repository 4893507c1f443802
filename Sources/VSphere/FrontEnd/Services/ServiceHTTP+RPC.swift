import Foundation
import Generic
import Hummingbird
import XML

/// vAPI by JSON-RPC 2.0: `{"jsonrpc":"2.0","method":"invoke","params":{"serviceId":,"operationId":,"input":,"ctx":},"id":}`.
extension ServiceHTTP {
    func respondToRPC(_ request: Request, address: String) async -> Response {
        let session = session(request)
        guard let body = await body(request, isKnown: session != nil) else {
            return response(.ok, failure(-32600, "The request is too long, or ended too early.", of: .null))
        }
        guard let json = try? JSON(parsing: body) else {
            return response(.ok, failure(-32700, "The request is not JSON.", of: .null))
        }
        let id = json["id"] ?? .null
        guard json["jsonrpc"]?.text == "2.0", let params = json["params"] else {
            return response(.ok, failure(-32600, "The request is no JSON-RPC 2.0 call.", of: id))
        }
        guard json["method"]?.text == "invoke" else {
            return response(.ok, failure(-32601, "There is no such method.", of: id))
        }
        let result: JSON
        do throws(ServiceError) {
            result = .object([.init("output", try await invoke(params, session, address))])
        } catch {
            count(error)
            result = .object([.init("error", self.json(error, .rpc))])
        }
        return response(.ok, .object([.init("jsonrpc", "2.0"), .init("id", id), .init("result", result)]))
    }

    private func invoke(_ params: JSON, _ known: VimSession?, _ address: String) async throws(ServiceError) -> JSON {
        let context = params["ctx"]?["securityCtx"]
        let session = known ?? context?["sessionId"]?.text.flatMap(services.sessions.find)
        var credentials: ServiceCall.Credentials?
        if let user = context?["userName"]?.text, let password = context?["password"]?.text {
            credentials = .init(user: user, password: password)
        }
        if session == nil, credentials == nil { throw .unauthenticated }
        guard let service = params["serviceId"]?.text, let name = params["operationId"]?.text,
            let operation = services.table.operations["\(service).\(name)"]
        else { throw .noOperation }
        guard case .object(let structures) = params["input"]?["STRUCTURE"], structures.count == 1,
            case .object(let members) = structures[0].value
        else { throw .invalid("input", "must be a structure") }
        let codec = ServiceCodec(table: services.table, form: .rpc)
        let input = try codec.decode(members, operation.arguments, named: "input")
        let output = try await invoke(
            ServiceCall(operation: operation, input: input, session: session, credentials: credentials, address: address))
        do {
            return try codec.encode(output, operation.result, operation.id) ?? .null
        } catch {
            throw services.failure(error)
        }
    }

    private func failure(_ code: Int, _ message: String, of id: JSON) -> JSON {
        .object([
            .init("jsonrpc", "2.0"), .init("id", id),
            .init("error", .object([.init("code", .number(code)), .init("message", .text(message))])),
        ])
    }
}
