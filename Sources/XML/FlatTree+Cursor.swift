extension FlatTree {
    /// One element of the tree.
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
}
