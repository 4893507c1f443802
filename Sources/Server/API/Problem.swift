import Generic
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// An error as RFC 9457 has it, with the fault code of the generic protocol.
struct Problem: HTTPResponseError {
    var fault: Fault
    var status: HTTPResponse.Status
    var headers: HTTPFields

    init(_ fault: Fault, status: HTTPResponse.Status? = nil, headers: HTTPFields = [:]) {
        self.fault = fault
        self.status = status ?? Self.status(of: fault.code)
        self.headers = headers
    }

    init(_ code: Fault.Code, _ message: String, status: HTTPResponse.Status? = nil, headers: HTTPFields = [:]) {
        self.init(Fault(code, message), status: status, headers: headers)
    }

    static func notFound(_ type: String, _ id: String) -> Problem {
        Problem(Fault(.notFound, "There is no \(type) \(id)", ["type": type, "id": id]))
    }

    var json: JSON {
        .fields([
            "type": .text("urn:dragoman:fault:\(fault.code.rawValue)"),
            "title": .text(status.reasonPhrase),
            "status": .number(status.code),
            "detail": .text(fault.message),
            "code": .text(fault.code.rawValue),
            "fields": fault.details.isEmpty
                ? nil : .object(fault.details.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .text($0.value)) }),
        ])
    }

    var response: Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: json.serialized)))
    }

    func response(from request: Request, context: some RequestContext) throws -> Response { response }

    static func status(of code: Fault.Code) -> HTTPResponse.Status {
        switch code {
        case .invalidArgument, .invalidDevice: .badRequest
        case .notAuthenticated, .invalidLogin: .unauthorized
        case .noPermission: .forbidden
        case .notFound, .fileNotFound: .notFound
        case .conflict, .fileExists, .nameInUse, .invalidPowerState, .invalidState, .hotPlugNotSupported,
            .toolsUnavailable:
            .conflict
        case .notSupported, .notAccessible: .unprocessableContent
        case .busy, .hostUnavailable: .serviceUnavailable
        case .insufficientResources: .init(code: 507, reasonPhrase: "Insufficient Storage")
        case .timeout: .gatewayTimeout
        case .internal, .interrupted: .internalServerError
        }
    }
}
