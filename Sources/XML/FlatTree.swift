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
