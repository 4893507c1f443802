import XML

/// Values in the abstract form (README.md of the mappings): a field is an element of its name, an array its element
/// repeated, an identity an element with attributes, a typed parameter one with `field` and `type`, bytes are hexadecimal.
extension XDRStructure.Field {
    /// The elements that say the value.
    /// - Throws: ``RemoteError`` 27 for a document that is not well-formed.
    func elements(_ value: XDRValue) throws(RemoteError) -> [Element] {
        try elements(value, type)
    }

    private func elements(_ value: XDRValue, _ type: XDRType) throws(RemoteError) -> [Element] {
        if case .absent = value { return [] }
        switch type {
        case .optional(let inner): return try elements(value, inner)
        case .array(let inner, _):
            var all: [Element] = []
            for item in value.items ?? [] { all += try elements(item, inner) }
            return all
        case .structure(let structure): return [try structure.element(name, value)]
        case .document: return [try document(value.text ?? "")]
        default: return [Element(name, namespace: Libvirt.namespace, text: value.abstractText)]
        }
    }

    /// Text that is no document, such as a domain's description, stays text.
    private func document(_ text: String) throws(RemoteError) -> Element {
        guard text.first(where: { !$0.isWhitespace }) == "<" else {
            return Element(name, namespace: Libvirt.namespace, text: text)
        }
        do {
            let root = try Document(parsing: text).root
            return Element(name, namespace: Libvirt.namespace, children: [.element(root.tidied())])
        } catch {
            throw RemoteError(27, 20, "XML error: \(error.reason)")
        }
    }

    /// The value that the elements of this name say; what is not said is nothing, 0 or empty.
    /// - Throws: ``WireError`` for text that is no value of the type.
    func value(in elements: [Element]) throws(WireError) -> XDRValue {
        do {
            return try value(elements.filter { $0.name == name }, type)
        } catch {
            throw WireError("\(name): \(error.reason)")
        }
    }

    private func value(_ found: [Element], _ type: XDRType) throws(WireError) -> XDRValue {
        switch type {
        case .optional(let inner): return found.isEmpty ? .absent : try value(found, inner)
        case .array(let inner, _):
            return .array(try found.map { element throws(WireError) in try value([element], inner) })
        case .structure(let structure): return try structure.value(in: found.first)
        case .document:
            guard let document = found.first?.elements.first else { return .string(found.first?.text ?? "") }
            return .string(DocumentText(document).text)
        default: return try XDRValue(text: found.first?.text ?? "", type)
        }
    }
}

extension XDRStructure {
    /// - Throws: ``RemoteError`` 27 for a document in it that is not well-formed.
    func element(_ elementName: String, _ value: XDRValue) throws(RemoteError) -> Element {
        var element = Element(elementName, namespace: Libvirt.namespace)
        for field in fields {
            let member = value[field.name] ?? .absent
            if case .parameter(let parameter) = member {
                element["type"] = parameter.typeName
                element.text = parameter.text
            } else if isIdentity || self.isParameter, field.type.isPlain {
                element[field.name] = member.abstractText
            } else {
                for child in try field.elements(member) { element.append(child) }
            }
        }
        return element
    }

    /// - Throws: ``WireError`` for text that is no value of its type.
    func value(in element: Element?) throws(WireError) -> XDRValue {
        var members: [XDRValue.Member] = []
        for field in fields {
            let value: XDRValue
            if case .parameter = field.type {
                value = .parameter(try XDRValue.TypedValue(element?["type"] ?? "", element?.text ?? ""))
            } else if let text = element?[field.name], field.type.isPlain {
                value = try XDRValue(text: text, field.type)
            } else {
                value = try field.value(in: element?.elements ?? [])
            }
            members.append(.init(field.name, value))
        }
        return .structure(members)
    }

    private var isParameter: Bool { fields.contains { $0.type == .parameter } }
}

extension XDRType {
    /// Whether a value of it is one piece of text.
    fileprivate var isPlain: Bool {
        switch self {
        case .int, .uint, .hyper, .uhyper, .double, .string, .uuid: true
        default: false
        }
    }
}

extension XDRValue {
    /// The value as text; "" for what consists of several.
    var abstractText: String {
        switch self {
        case .integer(let number): String(number)
        case .unsigned(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): text
        case .bytes(let bytes) where bytes.count == 16: UUIDText.text(bytes)
        case .bytes(let bytes): bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        default: ""
        }
    }

    /// - Throws: ``WireError`` for text that is no value of the type. Empty text is 0 or empty.
    init(text: String, _ type: XDRType) throws(WireError) {
        switch type {
        case .int, .uint, .hyper:
            guard let number = Int64(text.isEmpty ? "0" : text.trimmed) else {
                throw WireError("'\(text)' is no integer")
            }
            self = .integer(number)
        case .uhyper:
            guard let number = UInt64(text.isEmpty ? "0" : text.trimmed) else {
                throw WireError("'\(text)' is no size")
            }
            self = .unsigned(number)
        case .double:
            guard let number = Double(text.isEmpty ? "0" : text.trimmed) else {
                throw WireError("'\(text)' is no number")
            }
            self = .double(number)
        case .uuid:
            guard let bytes = text.isEmpty ? [UInt8](repeating: 0, count: 16) : UUIDText.bytes(text.trimmed) else {
                throw WireError("'\(text)' is no UUID")
            }
            self = .bytes(bytes)
        case .characters, .fixedCharacters: self = .bytes(Array(text.utf8))
        case .bytes:
            let digits = text.trimmed.compactMap(\.hexDigitValue)
            guard digits.count == text.trimmed.count, digits.count.isMultiple(of: 2) else {
                throw WireError("'\(text)' is not hexadecimal")
            }
            self = .bytes(stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
        default: self = .string(text)
        }
    }
}

extension XDRValue.TypedValue {
    var typeName: String {
        switch self {
        case .int: "int"
        case .uint: "uint"
        case .llong: "llong"
        case .ullong: "ullong"
        case .double: "double"
        case .boolean: "boolean"
        case .string: "string"
        }
    }

    var text: String {
        switch self {
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .llong(let number): String(number)
        case .ullong(let number): String(number)
        case .double(let number): String(number)
        case .boolean(let value): value ? "1" : "0"
        case .string(let text): text
        }
    }

    /// - Throws: ``WireError`` for an unknown type, or text that is no value of it.
    init(_ type: String, _ text: String) throws(WireError) {
        let value: Self? =
            switch type {
            case "int": Int32(text).map { .int($0) }
            case "uint": UInt32(text).map { .uint($0) }
            case "llong": Int64(text).map { .llong($0) }
            case "ullong": UInt64(text).map { .ullong($0) }
            case "double": Double(text).map { .double($0) }
            case "boolean": ["0", "1"].contains(text) ? .boolean(text == "1") : nil
            case "string": .string(text)
            default: nil
            }
        guard let value else { throw WireError("'\(text)' is no parameter of the type '\(type)'") }
        self = value
    }
}
