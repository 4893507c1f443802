import XML

/// XML-RPC as XAPI speaks it (XenAPI wire protocol): integers are strings of digits, and each reply is a struct of
/// `Status` and `Value` or `ErrorDescription`. No space is ever written between elements: some clients stumble on it.
enum XMLRPC {
    /// - Throws: ``WireError``.
    static func call(_ bytes: [UInt8], limits: ParserLimits) throws(WireError) -> XapiCall {
        let root = try parse(bytes, limits)
        guard root.name == "methodCall", let method = root.first("methodName")?.text, !method.isEmpty else {
            throw WireError("not a methodCall with a methodName")
        }
        var parameters: [XapiValue] = []
        for parameter in root.first("params")?.all("param") ?? [] {
            guard let value = parameter.first("value") else { throw WireError("a param without a value") }
            parameters.append(try self.value(value))
        }
        return XapiCall(method: method, parameters: parameters)
    }

    static func bytes(of call: XapiCall) -> [UInt8] {
        var text = "<?xml version=\"1.0\"?><methodCall><methodName>"
        write(escaped: call.method, to: &text)
        text += "</methodName><params>"
        for value in call.parameters {
            text += "<param>"
            write(value, to: &text)
            text += "</param>"
        }
        return Array((text + "</params></methodCall>").utf8)
    }

    /// What a call came to: a value, or XAPI's error.
    /// - Throws: ``WireError`` for what is no reply of XAPI.
    static func reply(_ bytes: [UInt8], limits: ParserLimits) throws(WireError) -> Result<XapiValue, XapiError> {
        let root = try parse(bytes, limits)
        guard root.name == "methodResponse" else { throw WireError("not a methodResponse") }
        if let fault = root.first("fault") {
            throw WireError("a fault: \(fault.text.prefix(200))")
        }
        guard let element = root.first("params")?.first("param")?.first("value") else {
            throw WireError("a methodResponse without a value")
        }
        let envelope = try value(element)
        switch envelope["Status"]?.text {
        case "Success": return .success(envelope["Value"] ?? .void)
        case "Failure":
            let texts = envelope["ErrorDescription"]?.items?.compactMap(\.text) ?? []
            guard let error = XapiError(errorDescription: texts) else { throw WireError("a failure without its code") }
            return .failure(error)
        default: throw WireError("a reply without a Status")
        }
    }

    static func success(_ value: XapiValue) -> [UInt8] {
        var text = opening + "<value><struct><member><name>Status</name><value>Success</value></member><member><name>Value</name>"
        write(value, to: &text)
        return Array((text + "</member></struct></value>" + closing).utf8)
    }

    static func failure(_ error: XapiError) -> [UInt8] {
        var text =
            opening + "<value><struct><member><name>Status</name><value>Failure</value></member><member><name>ErrorDescription</name>"
        write(.strings(error.errorDescription), to: &text)
        return Array((text + "</member></struct></value>" + closing).utf8)
    }

    /// A reply without the envelope of status, as `system.listMethods` has it.
    static func bare(_ value: XapiValue) -> [UInt8] {
        var text = opening
        write(value, to: &text)
        return Array((text + closing).utf8)
    }

    private static let opening = "<?xml version=\"1.0\"?><methodResponse><params><param>"
    private static let closing = "</param></params></methodResponse>"

    private static func parse(_ bytes: [UInt8], _ limits: ParserLimits) throws(WireError) -> Element {
        do {
            return try Document(parsing: bytes, limits: limits).root
        } catch {
            throw WireError("not acceptable XML: \(error)")
        }
    }

    /// What a `<value>` has in it. The XML parser limits the depth.
    static func value(_ element: Element) throws(WireError) -> XapiValue {
        guard let typed = element.elements.first else { return .string(element.text) }
        switch typed.name {
        case "string", "base64": return .string(typed.text)
        case "int", "i4", "i8":
            guard let number = Int(typed.text) else { throw WireError("'\(typed.text.prefix(40))' is no integer") }
            return .string("\(number)")
        case "boolean":
            switch typed.text {
            case "1", "true": return .boolean(true)
            case "0", "false": return .boolean(false)
            default: throw WireError("'\(typed.text.prefix(40))' is no boolean")
            }
        case "double":
            guard let number = Double(typed.text), number.isFinite else {
                throw WireError("'\(typed.text.prefix(40))' is no double")
            }
            return .double(number)
        case "dateTime.iso8601": return .dateTime(typed.text)
        case "nil": return .void
        case "array":
            var items: [XapiValue] = []
            for item in typed.first("data")?.all("value") ?? [] { items.append(try value(item)) }
            return .array(items)
        case "struct":
            var members: [XapiValue.Member] = []
            for member in typed.all("member") {
                guard let name = member.first("name")?.text, let content = member.first("value") else {
                    throw WireError("a member without its name or value")
                }
                members.append(.init(name: name, value: try value(content)))
            }
            return .structure(members)
        default: throw WireError("the type \(typed.name.prefix(40)) is not XAPI's")
        }
    }

    /// Writes `<value>…</value>`.
    static func write(_ value: XapiValue, to text: inout String) {
        text += "<value>"
        switch value {
        case .string(let content): write(escaped: content, to: &text)
        case .integer(let number): text += "<i4>\(number)</i4>"
        case .boolean(let flag): text += flag ? "<boolean>1</boolean>" : "<boolean>0</boolean>"
        case .double(let number): text += "<double>\(number)</double>"
        case .dateTime(let time):
            text += "<dateTime.iso8601>"
            write(escaped: time, to: &text)
            text += "</dateTime.iso8601>"
        case .array(let items):
            text += "<array><data>"
            for item in items { write(item, to: &text) }
            text += "</data></array>"
        case .structure(let members):
            text += "<struct>"
            for member in members {
                text += "<member><name>"
                write(escaped: member.name, to: &text)
                text += "</name>"
                write(member.value, to: &text)
                text += "</member>"
            }
            text += "</struct>"
        }
        text += "</value>"
    }

    /// Characters that XML 1.0 cannot carry are left out.
    private static func write(escaped content: String, to text: inout String) {
        let isPlain = content.utf8.allSatisfy {
            $0 >= 0x20 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: ">") && $0 != 0xEF
        }
        if isPlain {
            text += content
            return
        }
        for scalar in content.unicodeScalars {
            switch scalar {
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "&": text += "&amp;"
            case "\r": text += "&#13;"
            case "\n", "\t": text.unicodeScalars.append(scalar)
            case let scalar where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
