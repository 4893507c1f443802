import XML

/// A type of XAPI's data model.
indirect enum XapiType: Sendable, Hashable {
    case string, int, float, bool, datetime, void
    case ref(String)
    case record(String)
    case enumeration([String])
    case set(XapiType)
    case map(XapiType, XapiType)

    /// Reads a type as `schema.txt` writes it, such as `map(string,ref(VM))`; nil if it is none.
    init?(_ text: Substring) {
        switch text {
        case "string": self = .string
        case "int": self = .int
        case "float": self = .float
        case "bool": self = .bool
        case "datetime": self = .datetime
        case "void": self = .void
        default:
            guard text.last == ")", let open = text.firstIndex(of: "(") else { return nil }
            let inner = text[text.index(after: open)..<text.index(before: text.endIndex)]
            switch text[..<open] {
            case "ref": self = .ref(String(inner))
            case "record": self = .record(String(inner))
            case "enum": self = .enumeration(inner.split(separator: "|").map(String.init))
            case "set":
                guard let item = XapiType(inner) else { return nil }
                self = .set(item)
            case "map":
                guard let comma = XapiType.outerComma(inner), let key = XapiType(inner[..<comma]),
                    let value = XapiType(inner[inner.index(after: comma)...])
                else { return nil }
                self = .map(key, value)
            default: return nil
            }
        }
    }

    private static func outerComma(_ text: Substring) -> Substring.Index? {
        var depth = 0
        return text.indices.first { index in
            switch text[index] {
            case "(": depth += 1
            case ")": depth -= 1
            case ",": return depth == 0
            default: break
            }
            return false
        }
    }

    /// The value as this type has it, from what a client sent or a mapping wrote: numbers may be text or numbers, XML-RPC
    /// has no type for a time in JSON. Nil for a value of another type, and for text that XML 1.0 cannot carry: JSON can, but
    /// records are XML.
    func checked(_ value: XapiValue) -> XapiValue? {
        switch (self, value) {
        case (.void, _): return .void
        case (.string, .string(let text)), (.ref, .string(let text)): return text.isXMLText ? value : nil
        case (.int, .string(let text)): return Int64(text).map { .string("\($0)") }
        case (.int, .double(let number)): return Int64(exactly: number).map { .string("\($0)") }
        case (.float, .double): return value
        case (.float, .string(let text)): return Double(text).flatMap { $0.isFinite ? .double($0) : nil }
        case (.bool, .boolean): return value
        case (.bool, .string(let text)):
            return ["true": true, "false": false, "1": true, "0": false][text].map { .boolean($0) }
        case (.datetime, .dateTime(let text)), (.datetime, .string(let text)):
            return text.isXMLText ? .dateTime(text) : nil
        case (.enumeration(let names), .string(let text)): return names.contains(text) ? value : nil
        case (.record, .structure): return value.isXMLText ? value : nil
        case (.set(let type), .array(let items)):
            let checked = items.compactMap(type.checked)
            return checked.count == items.count ? .array(checked) : nil
        case (.map(_, let type), .structure(let members)):
            let checked = members.compactMap { member in
                member.name.isXMLText
                    ? type.checked(member.value).map { XapiValue.Member(name: member.name, value: $0) } : nil
            }
            return checked.count == members.count ? .structure(checked) : nil
        // An empty set or map that is written as nothing.
        case (.set, .string("")): return .array([])
        case (.map, .string("")): return .structure([])
        default: return nil
        }
    }
}

extension XapiValue {
    /// Whether XML 1.0 can carry all text in it.
    fileprivate var isXMLText: Bool {
        switch self {
        case .string(let text), .dateTime(let text): text.isXMLText
        case .integer, .boolean, .double: true
        case .array(let items): items.allSatisfy(\.isXMLText)
        case .structure(let members): members.allSatisfy { $0.name.isXMLText && $0.value.isXMLText }
        }
    }
}
