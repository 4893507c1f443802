extension FlatTree {
    /// One element of the tree.
    public struct Cursor: Sendable {
        let tree: FlatTree
        let node: Node
        /// The node's place in the index; nil for an element without child elements.
        let index: Int?

        public var name: String { String(decoding: nameBytes, as: UTF8.self) }

        /// The value of `xsi:type`.
        public var type: String? { hasAttributes ? attribute("xsi:type") : nil }

        private var hasAttributes: Bool {
            tree.bytes[Int(node.start) + 1..<Int(node.contentStart) - 1].contains(UInt8(ascii: " "))
        }

        /// What stands between the start tag and the end tag.
        public var content: ArraySlice<UInt8> {
            tree.bytes[Int(node.contentStart)..<Int(node.contentEnd)]
        }

        /// The start tag's attributes as they are written, with a leading space, or empty.
        public var attributes: ArraySlice<UInt8> {
            tree.bytes[nameBytes.endIndex..<Int(node.contentStart) - 1]
        }

        /// The value of one attribute, `xsi:type` with its prefix.
        public func attribute(_ name: String) -> String? {
            let text = attributes
            guard !text.isEmpty else { return nil }
            let key = Array((" " + name + "=\"").utf8)
            guard let range = text.firstRange(of: key),
                let end = text[range.upperBound...].firstIndex(of: UInt8(ascii: "\""))
            else { return nil }
            return FlatTree.unescape(text[range.upperBound..<end])
        }

        /// Whether an attribute has that value.
        func hasAttribute(_ name: StaticString, _ value: String) -> Bool {
            let escaped = [UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\"")]
            if value.utf8.contains(where: { $0 < 0x20 || escaped.contains($0) }) {
                return attribute("\(name)") == value
            }
            let text = attributes
            var value = value
            return value.withUTF8 { value in
                name.withUTF8Buffer { name in
                    let length = name.count + value.count + 4
                    var start = text.startIndex
                    while start + length <= text.endIndex {
                        guard text[start] == UInt8(ascii: " ") else {
                            start += 1
                            continue
                        }
                        let equals = start + 1 + name.count
                        if text[start + 1..<equals].elementsEqual(name), text[equals] == UInt8(ascii: "="),
                            text[equals + 2..<equals + 2 + value.count].elementsEqual(value),
                            text[equals + 2 + value.count] == UInt8(ascii: "\"")
                        {
                            return true
                        }
                        start += 1
                    }
                    return false
                }
            }
        }

        /// The content with its character entities resolved.
        public var text: String { FlatTree.unescape(content) }

        public var children: [Cursor] {
            var children: [Cursor] = []
            visitChildren { child in
                children.append(child)
                return true
            }
            return children
        }

        public func children(named name: String) -> [Cursor] {
            var name = name
            return name.withUTF8 { name in
                var children: [Cursor] = []
                visitChildren { child in
                    if child.hasName(name) { children.append(child) }
                    return true
                }
                return children
            }
        }

        public func first(_ name: String) -> Cursor? {
            var name = name
            return name.withUTF8 { name in
                var found: Cursor?
                visitChildren { child in
                    guard child.hasName(name) else { return true }
                    found = child
                    return false
                }
                return found
            }
        }

        private var nameBytes: ArraySlice<UInt8> {
            let start = Int(node.start) + 1
            var end = start
            while tree.bytes[end] != UInt8(ascii: " "), tree.bytes[end] != UInt8(ascii: ">") { end += 1 }
            return tree.bytes[start..<end]
        }

        private func hasName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
            let start = Int(node.start) + 1
            guard start + name.count < tree.bytes.count else { return false }
            for offset in 0..<name.count where tree.bytes[start + offset] != name[offset] { return false }
            let next = tree.bytes[start + name.count]
            return next == UInt8(ascii: " ") || next == UInt8(ascii: ">")
        }

        /// Calls `visit` for each child element until it answers false.
        private func visitChildren(_ visit: (Cursor) -> Bool) {
            guard let index else { return }
            let bytes = tree.bytes
            let end = Int(node.contentEnd)
            var next = index + 1
            var position = Int(node.contentStart)
            while position < end {
                guard bytes[position] == UInt8(ascii: "<") else {
                    position += 1
                    continue
                }
                let child: Cursor
                if next < Int(node.end), Int(tree.nodes[next].start) == position {
                    child = Cursor(tree: tree, node: tree.nodes[next], index: next)
                    next = Int(tree.nodes[next].end)
                } else {
                    var contentStart = position + 1
                    while bytes[contentStart - 1] != UInt8(ascii: ">") { contentStart += 1 }
                    var contentEnd = contentStart
                    while bytes[contentEnd] != UInt8(ascii: "<") { contentEnd += 1 }
                    let leaf = Node(
                        start: Int32(position), contentStart: Int32(contentStart), contentEnd: Int32(contentEnd), end: 0
                    )
                    child = Cursor(tree: tree, node: leaf, index: nil)
                }
                guard visit(child) else { return }
                position = Int(child.node.contentEnd)
                while bytes[position] != UInt8(ascii: ">") { position += 1 }
                position += 1
            }
        }
    }
}
