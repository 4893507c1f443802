import CLibXML2
import CXMLSupport

/// Writes a libxml2 tree as bytes, and the index beside them.
struct FlatTreeWriter {
    var bytes: [UInt8] = []
    var nodes: [FlatTree.Node] = []

    /// The attributes of the root.
    mutating func write(_ node: UnsafeMutablePointer<xmlNode>) -> [String: String] {
        bytes.reserveCapacity(8192)
        element(node)
        return Document.element(node, childless: true).attributes.reduce(into: [:]) { $0[$1.name] = $1.value }
    }

    mutating func finish() {
        bytes = Array(bytes)
        nodes = Array(nodes)
    }

    private mutating func element(_ node: UnsafeMutablePointer<xmlNode>) {
        let index = nodes.count
        let start = bytes.count
        let name = String(xml: node.pointee.name)
        var type: Int32 = -1
        nodes.append(.init(name: 0, type: 0, start: 0, contentStart: 0, contentEnd: 0, end: 0))
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: name.utf8)
        var attribute = node.pointee.properties
        while let current = attribute {
            let value = xmlNodeListGetString(node.pointee.doc, current.pointee.children, 1)
            let text = String(xml: value)
            if let value { xml_free(value) }
            var key = String(xml: current.pointee.name)
            if let namespace = current.pointee.ns, String(xml: namespace.pointee.href) == Namespace.schemaInstance {
                if key == "type" { type = Names.shared.id(text) }
                key = "xsi:" + key
            }
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: key.utf8)
            bytes.append(contentsOf: "=\"".utf8)
            escape(text, attribute: true)
            bytes.append(UInt8(ascii: "\""))
            attribute = current.pointee.next
        }
        bytes.append(UInt8(ascii: ">"))
        let contentStart = bytes.count
        var child = node.pointee.children
        while let current = child {
            switch current.pointee.type {
            case XML_ELEMENT_NODE: element(current)
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: escape(String(xml: current.pointee.content), attribute: false)
            default: break
            }
            child = current.pointee.next
        }
        let contentEnd = bytes.count
        bytes.append(contentsOf: "</".utf8)
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: ">"))
        nodes[index] = .init(
            name: Names.shared.id(name), type: type, start: Int32(start), contentStart: Int32(contentStart),
            contentEnd: Int32(contentEnd), end: Int32(nodes.count))
    }

    private mutating func escape(_ text: String, attribute: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): bytes.append(contentsOf: attribute ? "&quot;".utf8 : "\"".utf8)
            case 13: bytes.append(contentsOf: "&#13;".utf8)
            case 10 where attribute: bytes.append(contentsOf: "&#10;".utf8)
            case 9 where attribute: bytes.append(contentsOf: "&#9;".utf8)
            default: bytes.append(byte)
            }
        }
    }
}
