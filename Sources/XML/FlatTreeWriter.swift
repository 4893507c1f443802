import CLibXML2
import CXMLSupport

/// Writes a libxml2 tree as bytes, and the index of its elements beside them.
struct FlatTreeWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var nodes: [FlatTree.Node] = []

    init() {
        bytes.reserveCapacity(16 << 10)
    }

    mutating func write(_ root: UnsafeMutablePointer<xmlNode>) {
        element(root, isRoot: true)
    }

    private mutating func element(_ node: UnsafeMutablePointer<xmlNode>, isRoot: Bool = false) {
        let isIndexed = isRoot || FlatTreeWriter.hasChildElements(node)
        let index = nodes.count
        let start = Int32(bytes.count)
        if isIndexed { nodes.append(.init(start: start, contentStart: 0, contentEnd: 0, end: 0)) }
        let name = UnsafePointer<UInt8>(node.pointee.name)
        bytes.append(UInt8(ascii: "<"))
        append(name)
        attributes(of: node)
        bytes.append(UInt8(ascii: ">"))
        let contentStart = Int32(bytes.count)
        var child = node.pointee.children
        while let current = child {
            switch current.pointee.type {
            case XML_ELEMENT_NODE: element(current)
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: escape(current.pointee.content, isAttribute: false)
            default: break
            }
            child = current.pointee.next
        }
        let contentEnd = Int32(bytes.count)
        bytes.append(UInt8(ascii: "<"))
        bytes.append(UInt8(ascii: "/"))
        append(name)
        bytes.append(UInt8(ascii: ">"))
        if isIndexed {
            nodes[index] = .init(
                start: start, contentStart: contentStart, contentEnd: contentEnd, end: Int32(nodes.count))
        }
    }

    private mutating func attributes(of node: UnsafeMutablePointer<xmlNode>) {
        var attribute = node.pointee.properties
        while let current = attribute {
            bytes.append(UInt8(ascii: " "))
            if let namespace = current.pointee.ns, String(xml: namespace.pointee.href) == Namespace.schemaInstance {
                bytes.append(contentsOf: "xsi:".utf8)
            }
            append(current.pointee.name)
            bytes.append(contentsOf: "=\"".utf8)
            let value = xmlNodeListGetString(node.pointee.doc, current.pointee.children, 1)
            escape(value, isAttribute: true)
            if let value { xml_free(value) }
            bytes.append(UInt8(ascii: "\""))
            attribute = current.pointee.next
        }
    }

    private mutating func append(_ text: UnsafePointer<UInt8>?) {
        guard var next = text else { return }
        while next.pointee != 0 {
            bytes.append(next.pointee)
            next += 1
        }
    }

    private mutating func escape(_ text: UnsafePointer<UInt8>?, isAttribute: Bool) {
        guard var next = text else { return }
        while next.pointee != 0 {
            switch next.pointee {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\"") where isAttribute: bytes.append(contentsOf: "&quot;".utf8)
            case 13: bytes.append(contentsOf: "&#13;".utf8)
            case 10 where isAttribute: bytes.append(contentsOf: "&#10;".utf8)
            case 9 where isAttribute: bytes.append(contentsOf: "&#9;".utf8)
            default: bytes.append(next.pointee)
            }
            next += 1
        }
    }

    private static func hasChildElements(_ node: UnsafeMutablePointer<xmlNode>) -> Bool {
        var child = node.pointee.children
        while let current = child {
            if current.pointee.type == XML_ELEMENT_NODE { return true }
            child = current.pointee.next
        }
        return false
    }
}
