/// A document as one run of bytes: compact enough to keep one for each of many thousands of objects, and any part of it
/// can be copied into a reply without parsing or building a tree.
///
/// Elements carry no prefixes or declarations, so a slice can stand in any document whose default namespace is the root's
/// and that binds `xsi`. Only elements that have child elements are in the index; the others are found by reading the
/// bytes between them, which this type wrote itself and so knows to be regular.
public struct FlatTree: Sendable {
    /// An element with child elements: where its start tag begins, and its content begins and ends.
    struct Node: Sendable {
        let start: Int32
        let contentStart: Int32
        let contentEnd: Int32
        /// The index after the last node below this one.
        let end: Int32
    }

    public let bytes: [UInt8]
    let nodes: [Node]

    public init(_ document: Document) {
        var writer = FlatTreeWriter()
        document.withRoot { writer.write($0) }
        bytes = FlatTree.exactCopy(writer.bytes)
        nodes = FlatTree.exactCopy(writer.nodes)
    }

    init(bytes: [UInt8], nodes: [Node]) {
        self.bytes = bytes
        self.nodes = nodes
    }

    /// What was grown by appending holds up to twice the memory that it needs, and a plain copy shares it.
    private static func exactCopy<Item>(_ items: [Item]) -> [Item] {
        Array(unsafeUninitializedCapacity: items.count) { buffer, count in
            count = buffer.initialize(fromContentsOf: items)
        }
    }

    public var root: Cursor { Cursor(tree: self, node: nodes[0], index: 0) }

    /// Whether the root has that type and identifier, as the attributes `type` and `id`.
    public func isObject(type: String, id: String) -> Bool { root.attribute("id") == id && root.attribute("type") == type }

    /// The value of an attribute of the root.
    public func rootAttribute(_ name: String) -> String? { root.attribute(name) }

    static func unescape(_ bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#13;", with: "\r").replacing("&#10;", with: "\n").replacing("&#9;", with: "\t")
            .replacing("&amp;", with: "&")
    }
}
