import Foundation
import Generic

/// JSON-RPC 1.0 and 2.0 as XAPI speaks them at `/jsonrpc`: integers are strings of digits, and the error of 2.0 has the
/// code as its message and the parameters as its data.
enum JSONRPC {
    /// What has to be in the answer to a call.
    struct Header: Sendable, Hashable {
        var isVersion2: Bool
        var id: JSON
    }

    /// - Throws: ``WireError``.
    static func call(_ bytes: [UInt8]) throws(WireError) -> (call: XapiCall, header: Header) {
        let root = try parse(bytes, .default)
        guard let method = root["method"]?.text, !method.isEmpty else { throw WireError("no method") }
        var parameters: [XapiValue] = []
        switch root["params"] {
        case nil, .null: break
        case .array(let items):
            for item in items { parameters.append(value(item)) }
        default: throw WireError("the params are no array")
        }
        let header = Header(isVersion2: root["jsonrpc"]?.text == "2.0", id: root["id"] ?? .null)
        return (XapiCall(method: method, parameters: parameters), header)
    }

    /// A call of JSON-RPC 2.0.
    static func bytes(of call: XapiCall, id: Int) -> [UInt8] {
        let root = JSON.fields([
            "jsonrpc": "2.0", "method": .text(call.method), "params": .array(call.parameters.map(json)),
            "id": .number(id),
        ])
        return Array(root.serialized.utf8)
    }

    /// What a call of either version came to.
    /// - Throws: ``WireError`` for what is no reply of XAPI.
    static func reply(_ bytes: [UInt8], limits: JSONLimits) throws(WireError) -> Result<XapiValue, XapiError> {
        let root = try parse(bytes, limits)
        guard case .object = root else { throw WireError("not an object") }
        switch root["error"] {
        case nil, .null:
            guard let result = root["result"] else { throw WireError("neither a result nor an error") }
            return .success(value(result))
        case .array(let items):
            guard let error = XapiError(errorDescription: items.compactMap(\.text)) else {
                throw WireError("an error without its code")
            }
            return .failure(error)
        case let error?:
            guard let code = error["message"]?.text, !code.isEmpty else { throw WireError("an error without its code") }
            var described = XapiError(code)
            described.parameters = error["data"]?.items?.compactMap(\.text) ?? []
            return .failure(described)
        }
    }

    static func success(_ value: XapiValue, _ header: Header) -> [UInt8] {
        let result = json(value)
        let root: JSON =
            header.isVersion2
            ? .fields(["jsonrpc": "2.0", "result": result, "id": header.id])
            : .fields(["result": result, "error": .null, "id": header.id])
        return Array(root.serialized.utf8)
    }

    static func failure(_ error: XapiError, _ header: Header) -> [UInt8] {
        let parameters = error.parameters.map { JSON.text($0) }
        let root: JSON =
            header.isVersion2
            ? .fields([
                "jsonrpc": "2.0",
                "error": .fields(["code": .number(1), "message": .text(error.code), "data": .array(parameters)]),
                "id": header.id,
            ])
            : .fields(["result": .null, "error": .array([.text(error.code)] + parameters), "id": header.id])
        return Array(root.serialized.utf8)
    }

    private static func parse(_ bytes: [UInt8], _ limits: JSONLimits) throws(WireError) -> JSON {
        do {
            return try JSON(parsing: bytes, limits: limits)
        } catch {
            throw WireError("not acceptable JSON: \(error)")
        }
    }

    /// Integers become digits; what `null` stands for in XAPI is the empty string.
    static func value(_ json: JSON) -> XapiValue {
        switch json {
        case .null: .void
        case .bool(let flag): .boolean(flag)
        case .number(let digits): number(digits)
        case .text(let text): .string(text)
        case .array(let items): .array(items.map(value))
        case .object(let members): .structure(members.map { .init(name: $0.name, value: value($0.value)) })
        }
    }

    private static func number(_ digits: String) -> XapiValue {
        let isWhole = digits.utf8.allSatisfy { $0 == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard !isWhole, let number = Double(digits), number.isFinite else { return .string(digits) }
        return .double(number)
    }

    static func json(_ value: XapiValue) -> JSON {
        switch value {
        case .string(let text), .dateTime(let text): .text(text)
        case .integer(let number): .number(number)
        case .boolean(let flag): .bool(flag)
        case .double(let number): .number("\(number)")
        case .array(let items): .array(items.map(json))
        case .structure(let members): .object(members.map { .init($0.name, json($0.value)) })
        }
    }
}
