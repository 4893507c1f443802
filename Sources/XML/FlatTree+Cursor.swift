import Foundation

extension FlatTree {
    /// One element of the tree.
    public struct Cursor: Sendable {
        let tree: FlatTree
        let node: Node
        /// The node's place in the index; nil for an element without child elements.
        let index: Int?

        public var name: String { String(decoding: nameBytes, as: UTF8.self) }

        /// The value of `xsi:type`.
        public var type: String? { attribute("xsi:type") }

        private var hasAttributes: Bool {
            // <name> and </name>: a start tag that is longer than its name has attributes.
            tree.bytes[Int(node.contentStart) - 2] == UInt8(ascii: "\"")
        }

        /// The attributes as they are written, each with a space before it.
        private func withAttributes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
            tree.bytes.withUnsafeBufferPointer { bytes in
                var start = Int(node.start) + 1
                while bytes[start] != UInt8(ascii: " "), bytes[start] != UInt8(ascii: ">") { start += 1 }
                return body(UnsafeBufferPointer(rebasing: bytes[start..<Int(node.contentStart) - 1]))
            }
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
            guard hasAttributes else { return nil }
            var name = name
            return name.withUTF8 { name in
                withAttributes { text in
                    var start = 0
                    while start < text.count {
                        // What is escaped in a value is no quote.
                        var equals = start + 1
                        while text[equals] != UInt8(ascii: "=") { equals += 1 }
                        var end = equals + 2
                        while text[end] != UInt8(ascii: "\"") { end += 1 }
                        if equals - start - 1 == name.count,
                            text[start + 1..<equals].elementsEqual(name)
                        {
                            return FlatTree.unescape(text[equals + 2..<end])
                        }
                        start = end + 1
                    }
                    return nil
                }
            }
        }

        /// The content with its character entities resolved.
        public var text: String { FlatTree.unescape(content) }

        public var children: [Cursor] { children(where: { _ in true }) }

        public func children(named name: String) -> [Cursor] {
            var name = name
            return name.withUTF8 { name in children(where: { Cursor.isName(name, $0) }) }
        }

        public func first(_ name: String) -> Cursor? {
            var name = name
            return name.withUTF8 { name in
                var found: Cursor?
                visitChildren { bytes, child, index in
                    guard Cursor.isName(name, bytes) else { return true }
                    found = Cursor(tree: tree, node: child(), index: index)
                    return false
                }
                return found
            }
        }

        private func children(where isWanted: (UnsafeBufferPointer<UInt8>) -> Bool) -> [Cursor] {
            var children: [Cursor] = []
            visitChildren { bytes, child, index in
                if isWanted(bytes) { children.append(Cursor(tree: tree, node: child(), index: index)) }
                return true
            }
            return children
        }

        private var nameBytes: ArraySlice<UInt8> {
            let start = Int(node.start) + 1
            var end = start
            while tree.bytes[end] != UInt8(ascii: " "), tree.bytes[end] != UInt8(ascii: ">") { end += 1 }
            return tree.bytes[start..<end]
        }

        /// Whether the start tag whose name begins there has that name.
        private static func isName(_ name: UnsafeBufferPointer<UInt8>, _ start: UnsafeBufferPointer<UInt8>) -> Bool {
            guard name.count < start.count else { return false }
            for offset in 0..<name.count where start[offset] != name[offset] { return false }
            return start[name.count] == UInt8(ascii: " ") || start[name.count] == UInt8(ascii: ">")
        }

        /// Calls `visit` for each child element with where its name begins, what makes its node, and its place in the
        /// index, until it answers false.
        private func visitChildren(_ visit: (UnsafeBufferPointer<UInt8>, () -> Node, Int?) -> Bool) {
            guard let index else { return }
            tree.bytes.withUnsafeBufferPointer { bytes in
                tree.nodes.withUnsafeBufferPointer { nodes in
                    guard let base = bytes.baseAddress else { return }
                    let end = Int(node.contentEnd)
                    var next = index + 1
                    var position = Int(node.contentStart)
                    while position < end {
                        guard base[position] == UInt8(ascii: "<") else {
                            position += 1
                            continue
                        }
                        let name = UnsafeBufferPointer(rebasing: bytes[(position + 1)...])
                        let contentEnd: Int
                        if next < Int(node.end), Int(nodes[next].start) == position {
                            let child = nodes[next]
                            guard visit(name, { child }, next) else { return }
                            contentEnd = Int(child.contentEnd)
                            next = Int(child.end)
                        } else {
                            var contentStart = position + 1
                            while base[contentStart - 1] != UInt8(ascii: ">") { contentStart += 1 }
                            var leafEnd = contentStart
                            while base[leafEnd] != UInt8(ascii: "<") { leafEnd += 1 }
                            contentEnd = leafEnd
                            let leaf = Node(
                                start: Int32(position), contentStart: Int32(contentStart),
                                contentEnd: Int32(contentEnd), end: 0)
                            guard visit(name, { leaf }, nil) else { return }
                        }
                        position = contentEnd
                        while base[position] != UInt8(ascii: ">") { position += 1 }
                        position += 1
                    }
                }
            }
        }
    }
}
