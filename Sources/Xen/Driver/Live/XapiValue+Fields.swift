/// Values as the elements of documents, written as text: a whole pool's records are many.
extension XapiValue {
    /// What a field's value is by its name: JSON has times as strings.
    func typed(_ field: String) -> XapiValue {
        switch (FieldType.of(field), self) {
        case (.dateTime, .string(let text)): .dateTime(text)
        case (.double, .string(let text)): Double(text).map { .double($0) } ?? self
        default: self
        }
    }

    /// Writes an element that holds this value. A name that XML does not allow has no element.
    func write(_ name: String, attribute: String? = nil, to text: inout String) {
        guard Self.isName(name) else { return }
        text += "<\(name)"
        if let attribute { text += " name=\"\(Self.escaped(attribute))\"" }
        text += ">"
        switch self {
        case .string(let content): XMLRPC.write(escaped: content, to: &text)
        case .integer(let number): text += "\(number)"
        case .boolean(let flag): text += "<boolean>\(flag ? 1 : 0)</boolean>"
        case .double(let number): text += "<double>\(number)</double>"
        case .dateTime(let time):
            text += "<dateTime>"
            XMLRPC.write(escaped: time, to: &text)
            text += "</dateTime>"
        case .array(let items):
            text += "<array>"
            for item in items { item.write("value", to: &text) }
            text += "</array>"
        case .structure(let members):
            text += "<struct>"
            for member in members { member.value.write("member", attribute: member.name, to: &text) }
            text += "</struct>"
        }
        text += "</\(name)>"
    }

    /// As the value of an attribute.
    static func escaped(_ content: String) -> String {
        var text = ""
        XMLRPC.write(escaped: content, to: &text)
        return text.replacing("\"", with: "&quot;").replacing("\n", with: "&#10;").replacing("\t", with: "&#9;")
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x5f
        }
    }
}
