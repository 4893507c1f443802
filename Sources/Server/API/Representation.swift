import Generic
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import XML

/// How a client wants an answer.
enum Representation: Sendable {
    case json
    case xml

    /// JSON, unless `Accept` names XML and gives JSON no higher weight.
    init(_ request: Request) {
        let weights = Self.weights(request.headers[.accept] ?? "")
        let xml = max(weights["application/xml"] ?? 0, weights["text/xml"] ?? 0)
        let json = weights["application/json"] ?? 0
        self = xml > 0 && xml >= json ? .xml : .json
    }

    private static func weights(_ accept: String) -> [String: Double] {
        var weights: [String: Double] = [:]
        for part in accept.split(separator: ",") {
            let fields = part.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let type = fields.first else { continue }
            let weight = fields.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            weights[type] = weight ?? 1
        }
        return weights
    }

    /// One document of the generic protocol.
    func response(_ element: Element, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        switch self {
        case .json: Self.response(GenericJSON.json(element), status: status, headers: headers)
        case .xml: Self.response(Document(element), status: status, headers: headers)
        }
    }

    /// Several, and where the next ones begin.
    func response(_ elements: [Element], next: String?) -> Response {
        switch self {
        case .json:
            return Self.response(
                .fields(["items": .array(elements.map(GenericJSON.json)), "next": next.map { .text($0) }]))
        case .xml:
            var list = Element("list", namespace: Namespaces.generic)
            list["next"] = next
            for element in elements { list.append(element) }
            return Self.response(Document(list))
        }
    }

    static func response(_ json: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        response(json.serialized + "\n", type: "application/json", status: status, headers: headers)
    }

    private static func response(_ document: Document, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:])
        -> Response
    {
        response(document.text(indented: true) + "\n", type: "application/xml", status: status, headers: headers)
    }

    static func response(
        _ text: String, type: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
