import XML

/// A value of a XenAPI call or record.
indirect enum XapiValue: Sendable, Hashable {
    /// A string, a reference or an integer, whose digits XAPI sends as text.
    case string(String)
    /// One of the few integers that XAPI sends as such.
    case integer(Int64)
    case boolean(Bool)
    case double(Double)
    case dateTime(String)
    case array([XapiValue])
    case structure([Member])

    struct Member: Sendable, Hashable {
        var name: String
        var value: XapiValue
    }

    /// The namespace of XAPI's abstract form.
    static let namespace = "urn:dragoman:xapi"
    static let void = XapiValue.string("")
    /// A reference to nothing.
    static let null = "OpaqueRef:NULL"

    /// What an element that holds a value has in it; nil for what no XAPI value looks like.
    init?(in element: Element) {
        guard let typed = element.elements.first else {
            self = .string(element.text)
            return
        }
        guard element.elements.count == 1 else { return nil }
        switch typed.name {
        case "string", "int": self = .string(typed.text)
        case "boolean":
            guard ["0", "1", "true", "false"].contains(typed.text) else { return nil }
            self = .boolean(typed.text == "1" || typed.text == "true")
        case "double":
            guard let number = Double(typed.text) else { return nil }
            self = .double(number)
        case "dateTime": self = .dateTime(typed.text)
        case "array":
            var items: [XapiValue] = []
            for item in typed.all("value") {
                guard let value = XapiValue(in: item) else { return nil }
                items.append(value)
            }
            self = .array(items)
        case "struct":
            var members: [Member] = []
            for member in typed.all("member") {
                guard let name = member["name"], let value = XapiValue(in: member) else { return nil }
                members.append(Member(name: name, value: value))
            }
            self = .structure(members)
        default: return nil
        }
    }

    /// An element that holds this value.
    func element(_ name: String) -> Element {
        var element = XapiValue.element(name)
        switch self {
        case .string(let text): element.text = text
        case .integer(let number): element.text = "\(number)"
        case .boolean(let value): element.append(XapiValue.element("boolean", text: value ? "1" : "0"))
        case .double(let value): element.append(XapiValue.element("double", text: "\(value)"))
        case .dateTime(let text): element.append(XapiValue.element("dateTime", text: text))
        case .array(let items):
            var array = XapiValue.element("array")
            for item in items { array.append(item.element("value")) }
            element.append(array)
        case .structure(let members):
            var structure = XapiValue.element("struct")
            for member in members {
                var child = member.value.element("member")
                child["name"] = member.name
                structure.append(child)
            }
            element.append(structure)
        }
        return element
    }

    static func element(_ name: String, text: String = "") -> Element {
        Element(name, namespace: namespace, text: text)
    }

    /// A field of a record as its type has it.
    init(stored text: String, _ type: FieldType) {
        switch type {
        case .text: self = .string(text)
        case .boolean: self = .boolean(text == "true")
        case .double: self = .double(Double(text) ?? 0)
        case .dateTime: self = .dateTime(text)
        case .set: self = .strings(SExpression.set(text) ?? [])
        case .map: self = .map(SExpression.map(text) ?? [])
        }
    }

    /// What the database stores for a field of that type; nil if this is a value of another type.
    func stored(_ type: FieldType) -> String? {
        switch (type, self) {
        case (.text, .string(let text)), (.dateTime, .dateTime(let text)), (.dateTime, .string(let text)): return text
        case (.boolean, .boolean(let value)): return value ? "true" : "false"
        case (.double, .double(let value)): return "\(value)"
        case (.set, .array(let items)):
            let texts = items.compactMap(\.text)
            return texts.count == items.count ? SExpression.set(texts) : nil
        case (.map, .structure(let members)):
            let entries = members.compactMap { member in member.value.text.map { (key: member.name, value: $0) } }
            return entries.count == members.count ? SExpression.map(entries) : nil
        default: return nil
        }
    }

    /// The text of a string, nil for other values.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var items: [XapiValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The member of that name of a structure.
    subscript(name: String) -> XapiValue? {
        guard case .structure(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    static func strings(_ items: [String]) -> XapiValue { .array(items.map { .string($0) }) }

    static func map(_ entries: [(key: String, value: String)]) -> XapiValue {
        .structure(entries.map { Member(name: $0.key, value: .string($0.value)) })
    }
}
