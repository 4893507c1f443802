import CLibXML2
import CXMLSupport
import Synchronization

/// A document as one run of bytes with an index of its elements: compact enough to keep one for each of many thousands
/// of objects, and any part of it can be copied into a reply without parsing or building a tree.
///
/// Elements of the root's own namespace carry no prefixes or declarations, so a slice can stand in any document whose
/// default namespace is the same.
public struct FlatTree: Sendable {
    /// An element of the tree: its place in ``FlatTree/bytes`` and in the index.
    public struct Node: Sendable {
        let name: Int32
        /// The value of `xsi:type`, -1 if there is none.
        let type: Int32
        /// Where the element's start tag begins, its content begins, and its content ends.
        let start: Int32
        let contentStart: Int32
        let contentEnd: Int32
        /// The index after the last element below this one.
        let end: Int32
    }

    public let bytes: [UInt8]
    let nodes: [Node]
    let rootAttributes: [String: String]

    public init(_ document: Document) {
        var writer = FlatTreeWriter()
        (rootAttributes) = document.withRoot { writer.write($0) }
        writer.finish()
        bytes = writer.bytes
        nodes = writer.nodes
    }

    public struct Cursor: Sendable {
        let tree: FlatTree
        let index: Int

        public var name: String { Names.shared.text(tree.nodes[index].name) }
        /// The value of `xsi:type`.
        public var type: String? {
            let type = tree.nodes[index].type
            return type < 0 ? nil : Names.shared.text(type)
        }
        /// What stands between the start tag and the end tag.
        public var content: ArraySlice<UInt8> {
            let node = tree.nodes[index]
            return tree.bytes[Int(node.contentStart)..<Int(node.contentEnd)]
        }
        /// The start tag's attributes as they are written, with a leading space, or empty.
        public var attributes: ArraySlice<UInt8> {
            let node = tree.nodes[index]
            let from = Int(node.start) + 1 + Names.shared.text(node.name).utf8.count
            var to = Int(node.contentStart) - 1
            if to > from, tree.bytes[to - 1] == UInt8(ascii: "/") { to -= 1 }
            return tree.bytes[from..<max(from, to)]
        }
        /// The value of one attribute, `xsi:type` and the like with their prefix.
        public func attribute(_ name: String) -> String? {
            let text = attributes
            guard !text.isEmpty else { return nil }
            let key = Array((" " + name + "=\"").utf8)
            guard let range = text.firstRange(of: key), let end = text[range.upperBound...].firstIndex(of: UInt8(ascii: "\""))
            else { return nil }
            return FlatTree.unescape(text[range.upperBound..<end])
        }

        /// The content with its five character entities resolved.
        public var text: String { FlatTree.unescape(content) }

        public var children: [Cursor] {
            var children: [Cursor] = []
            var next = index + 1
            let end = Int(tree.nodes[index].end)
            while next < end {
                children.append(Cursor(tree: tree, index: next))
                next = Int(tree.nodes[next].end)
            }
            return children
        }

        public func children(named name: String) -> [Cursor] {
            guard let id = Names.shared.id(existing: name) else { return [] }
            var children: [Cursor] = []
            var next = index + 1
            let end = Int(tree.nodes[index].end)
            while next < end {
                if tree.nodes[next].name == id { children.append(Cursor(tree: tree, index: next)) }
                next = Int(tree.nodes[next].end)
            }
            return children
        }

        public func first(_ name: String) -> Cursor? {
            guard let id = Names.shared.id(existing: name) else { return nil }
            var next = index + 1
            let end = Int(tree.nodes[index].end)
            while next < end {
                if tree.nodes[next].name == id { return Cursor(tree: tree, index: next) }
                next = Int(tree.nodes[next].end)
            }
            return nil
        }
    }

    public var root: Cursor { Cursor(tree: self, index: 0) }

    public func rootAttribute(_ name: String) -> String? { rootAttributes[name] }

    static func unescape(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#13;", with: "\r").replacing("&#10;", with: "\n").replacing("&#9;", with: "\t")
            .replacing("&amp;", with: "&")
    }
}

/// The element and type names of all flat trees, each kept once.
final class Names: Sendable {
    static let shared = Names()

    private struct State {
        var ids: [String: Int32] = [:]
        var texts: [String] = []
    }
    private let state = Mutex(State())

    func id(_ text: String) -> Int32 {
        state.withLock { state in
            if let id = state.ids[text] { return id }
            let id = Int32(state.texts.count)
            state.texts.append(text)
            state.ids[text] = id
            return id
        }
    }

    func id(existing text: String) -> Int32? {
        state.withLock { $0.ids[text] }
    }

    func text(_ id: Int32) -> String {
        state.withLock { $0.texts[Int(id)] }
    }
}

/// Writes a libxml2 tree as bytes, and the index beside them.
private struct FlatTreeWriter {
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
