import XML

/// Writes replies in canonical VMware XML: default namespace `urn:vim25`, literal `xsd:` and `xsi:`, no empty element
/// for an unset value.
struct SOAPWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 1024) {
        bytes.reserveCapacity(capacity)
    }

    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func raw(_ slice: some Collection<UInt8>) {
        bytes.append(contentsOf: slice)
    }

    /// Takes back what has been written since there were so many bytes.
    mutating func cut(to count: Int) { bytes.removeSubrange(count...) }

    mutating func escaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): raw("&amp;")
            case UInt8(ascii: "<"): raw("&lt;")
            case UInt8(ascii: ">"): raw("&gt;")
            case UInt8(ascii: "\""): raw("&quot;")
            default: bytes.append(byte)
            }
        }
    }

    mutating func open(_ name: String, _ attributes: [(String, String)] = []) {
        raw("<")
        raw(name.utf8)
        for (key, value) in attributes {
            raw(" ")
            raw(key.utf8)
            raw("=\"")
            escaped(value)
            raw("\"")
        }
        raw(">")
    }

    mutating func close(_ name: String) {
        raw("</")
        raw(name.utf8)
        raw(">")
    }

    mutating func element(_ name: String, _ text: String, _ attributes: [(String, String)] = []) {
        open(name, attributes)
        escaped(text)
        close(name)
    }

    mutating func reference(_ name: String, _ reference: ManagedObjectReference, typed: Bool = false) {
        var attributes = [("type", reference.type)]
        if typed { attributes.insert(("xsi:type", "ManagedObjectReference"), at: 0) }
        element(name, reference.value, attributes)
    }

    /// A property's value under a name of the envelope's choice, with the `xsi:type` that every such value must have.
    mutating func value(_ name: String, _ value: PropertyValue) {
        switch value {
        case .one(let node, let type):
            item(name, node, type)
        case .many(let nodes, let type):
            open(name, [("xsi:type", PropertyValue.arrayType(of: type))])
            let itemName = PropertyValue.itemName(of: type)
            for node in nodes { item(itemName, node, type) }
            close(name)
        }
    }

    private mutating func item(_ name: String, _ node: FlatTree.Cursor, _ declared: String) {
        raw("<")
        raw(name.utf8)
        if node.type == nil {
            raw(" xsi:type=\"")
            raw(PropertyValue.wireType(declared).utf8)
            raw("\"")
        }
        raw(node.attributes)
        raw(">")
        raw(node.content)
        close(name)
    }

    /// An element under another name, with the attributes that it has.
    mutating func copy(_ name: String, _ node: FlatTree.Cursor) {
        raw("<")
        raw(name.utf8)
        raw(node.attributes)
        raw(">")
        raw(node.content)
        close(name)
    }

    /// A property that its reader may not read (vSphere API reference: MissingProperty).
    mutating func missing(_ path: String, of object: ManagedObjectReference, because reason: Reason = .noPermission) {
        raw("<missingSet>")
        element("path", path)
        raw("<fault><fault xsi:type=\"\(reason.rawValue)\">".utf8)
        reference("object", object)
        element("privilegeId", Privileges.read)
        raw("</fault>")
        element("localizedMessage", reason.message)
        raw("</fault></missingSet>")
    }

    /// Why a property is not told.
    enum Reason: String {
        case noPermission = "NoPermission"
        case notAuthenticated = "NotAuthenticated"

        var message: String {
            switch self {
            case .noPermission: "Permission to perform this operation was denied."
            case .notAuthenticated: "The session is not authenticated."
            }
        }
    }

    // MARK: - Envelopes

    static let start: StaticString = """
        <?xml version="1.0" encoding="UTF-8"?>
        <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
        xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>
        """
    static let end: StaticString = "</soapenv:Body></soapenv:Envelope>"

    /// A reply to a method: the response element around what `body` writes.
    static func response(
        to method: String, _ body: (inout SOAPWriter) throws(VimFault) -> Void = { _ throws(VimFault) in }
    ) throws(VimFault) -> [UInt8] {
        var writer = SOAPWriter()
        writer.raw(start)
        writer.open(method + "Response", [("xmlns", SOAPRequest.vim)])
        try body(&writer)
        writer.close(method + "Response")
        writer.raw(end)
        return writer.bytes
    }

    /// A reply whose element was made by a mapping.
    static func response(_ element: [UInt8]) -> [UInt8] {
        var writer = SOAPWriter()
        writer.raw(start)
        writer.raw(element)
        writer.raw(end)
        return writer.bytes
    }

    static func fault(_ fault: VimFault) -> [UInt8] {
        SOAPWriter.fault(message: fault.message) { writer in
            writer.open(fault.type + "Fault", [("xmlns", SOAPRequest.vim), ("xsi:type", fault.type)])
            for field in fault.fields {
                if let type = field.reference {
                    writer.reference(field.name, ManagedObjectReference(type: type, value: field.value))
                } else {
                    writer.element(field.name, field.value)
                }
            }
            writer.close(fault.type + "Fault")
        }
    }

    static func fault(message: String, detail: (inout SOAPWriter) -> Void) -> [UInt8] {
        var writer = SOAPWriter()
        writer.raw(start)
        writer.raw("<soapenv:Fault><faultcode>ServerFaultCode</faultcode>")
        writer.element("faultstring", message)
        writer.raw("<detail>")
        detail(&writer)
        writer.raw("</detail></soapenv:Fault>")
        writer.raw(end)
        return writer.bytes
    }
}
