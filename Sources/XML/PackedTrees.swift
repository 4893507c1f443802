import CLZ4

/// Trees in a fraction of the memory that they take, and unpacked in microseconds: LZ4, with trees of the same kind as
/// the dictionary.
public struct PackedTrees: Sendable {
    /// What trees are packed against: others like them.
    public struct Dictionary: Sendable {
        fileprivate let bytes: [UInt8]

        public init(_ trees: [FlatTree]) {
            // LZ4 does not look back further.
            bytes = Array(trees.flatMap(\.flattened).suffix(64 << 10))
        }
    }

    private let dictionary: Dictionary
    private let packed: [UInt8]
    private let sizes: [(bytes: Int32, nodes: Int32)]

    public init(_ trees: [FlatTree], dictionary: Dictionary) {
        self.dictionary = dictionary
        sizes = trees.map { (Int32($0.bytes.count), Int32($0.nodes.count)) }
        let plain = trees.flatMap(\.flattened)
        packed = [UInt8](unsafeUninitializedCapacity: Int(LZ4_compressBound(Int32(plain.count)))) { buffer, count in
            guard let stream = LZ4_createStream() else { return }
            defer { LZ4_freeStream(stream) }
            count = plain.withUnsafeBytes { plain in
                dictionary.bytes.withUnsafeBytes { dictionary in
                    let plain = plain.bindMemory(to: CChar.self)
                    LZ4_loadDict(stream, dictionary.bindMemory(to: CChar.self).baseAddress, Int32(dictionary.count))
                    return buffer.withMemoryRebound(to: CChar.self) { buffer in
                        Int(
                            LZ4_compress_fast_continue(
                                stream, plain.baseAddress, buffer.baseAddress, Int32(plain.count), Int32(buffer.count),
                                1))
                    }
                }
            }
        }.withUnsafeBufferPointer { Array($0) }
    }

    /// The trees; nil if memory is not what was packed.
    public func unpacked() -> [FlatTree]? {
        let size = sizes.reduce(0) { $0 + Int($1.bytes) + Int($1.nodes) * FlatTree.Node.flattenedSize }
        let plain = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let written = packed.withUnsafeBytes { packed in
                dictionary.bytes.withUnsafeBytes { dictionary in
                    buffer.withMemoryRebound(to: CChar.self) { buffer in
                        LZ4_decompress_safe_usingDict(
                            packed.bindMemory(to: CChar.self).baseAddress, buffer.baseAddress, Int32(packed.count),
                            Int32(buffer.count), dictionary.bindMemory(to: CChar.self).baseAddress,
                            Int32(dictionary.count))
                    }
                }
            }
            count = max(0, Int(written))
        }
        guard plain.count == size else { return nil }
        var position = 0
        return sizes.map { size in
            let bytes = plain[position..<position + Int(size.bytes)]
            position += bytes.count
            let nodes = plain[position..<position + Int(size.nodes) * FlatTree.Node.flattenedSize]
            position += nodes.count
            return FlatTree(bytes: Array(bytes), nodes: FlatTree.Node.unflattened(nodes))
        }
    }

    /// Bytes.
    public var size: Int { packed.count }
}

extension FlatTree {
    /// The bytes, and behind them the index in a form that is much the same for trees that are alike.
    fileprivate var flattened: [UInt8] {
        var flattened = bytes
        flattened.reserveCapacity(bytes.count + nodes.count * Node.flattenedSize)
        var before: Int32 = 0
        for (index, node) in nodes.enumerated() {
            let fields = [
                node.start - before, node.contentStart - node.start, node.contentEnd - node.contentStart,
                node.end - Int32(index),
            ]
            for field in fields { withUnsafeBytes(of: field) { flattened.append(contentsOf: $0) } }
            before = node.start
        }
        return flattened
    }
}

extension FlatTree.Node {
    fileprivate static let flattenedSize = 16

    fileprivate static func unflattened(_ bytes: ArraySlice<UInt8>) -> [Self] {
        bytes.withUnsafeBytes { bytes in
            let count = bytes.count / flattenedSize
            var before: Int32 = 0
            return [Self](unsafeUninitializedCapacity: count) { buffer, written in
                for index in 0..<count {
                    func field(_ number: Int) -> Int32 {
                        bytes.loadUnaligned(fromByteOffset: index * flattenedSize + number * 4, as: Int32.self)
                    }
                    let start = before + field(0)
                    let contentStart = start + field(1)
                    buffer.initializeElement(
                        at: index,
                        to: Self(
                            start: start, contentStart: contentStart, contentEnd: contentStart + field(2),
                            end: field(3) + Int32(index)))
                    before = start
                }
                written = count
            }
        }
    }
}
