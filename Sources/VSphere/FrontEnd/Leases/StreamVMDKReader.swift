/// Takes a stream-optimised VMDK, or the plain blocks of a disk, piece by piece, and tells what is where on the disk.
struct StreamVMDKReader {
    private enum Expected {
        case format
        case overhead(Int)
        case marker
        case grain(sector: UInt64, size: Int)
        case skip(Int)
        case plain
        case nothing
    }

    /// The bytes that were told but not used yet.
    private var buffer: [UInt8] = []
    private var expected = Expected.format
    private var position: Int64 = 0
    /// Bytes of the disk, as the VMDK tells.
    private(set) var capacity: Int64?

    /// Whether all has come that has to.
    var isComplete: Bool {
        switch expected {
        case .nothing: true
        case .plain: buffer.isEmpty
        default: false
        }
    }

    /// - Parameter put: writes bytes at an offset of the disk.
    /// - Throws: ``StreamVMDK/FormatError``, and what `put` throws.
    mutating func take(_ bytes: [UInt8], put: (Int64, [UInt8]) throws -> Void) throws {
        buffer += bytes
        var used = 0
        while let count = try step(buffer[used...], put) { used += count }
        buffer.removeFirst(used)
    }

    /// - Returns: how many bytes were used; nil if more are needed.
    private mutating func step(_ rest: ArraySlice<UInt8>, _ put: (Int64, [UInt8]) throws -> Void) throws -> Int? {
        func has(_ count: Int) -> Bool { rest.count >= count }
        switch expected {
        case .format:
            guard has(StreamVMDK.sector) else { return nil }
            guard rest.prefix(4).elementsEqual(StreamVMDK.magic) else {
                expected = .plain
                return 0
            }
            let start = rest.startIndex
            let flags: UInt32 = StreamVMDK.number(rest[(start + 8)...])
            let sectors: UInt64 = StreamVMDK.number(rest[(start + 12)...])
            let grain: UInt64 = StreamVMDK.number(rest[(start + 20)...])
            let overhead: UInt64 = StreamVMDK.number(rest[(start + 64)...])
            guard flags & 0x30000 == 0x30000, grain == UInt64(StreamVMDK.grain / StreamVMDK.sector), sectors < 1 << 40,
                overhead >= 1, overhead < 1 << 20
            else { throw StreamVMDK.FormatError(description: "the VMDK is not a stream-optimised one") }
            capacity = Int64(sectors) * Int64(StreamVMDK.sector)
            expected = .overhead((Int(overhead) - 1) * StreamVMDK.sector)
            return StreamVMDK.sector
        case .overhead(let count), .skip(let count):
            guard has(min(count, 1)) || count == 0 else { return nil }
            let used = min(count, rest.count)
            let left = count - used
            if left == 0 { expected = .marker } else { expected = .skip(left) }
            return used
        case .marker:
            guard has(StreamVMDK.sector) else { return nil }
            let start = rest.startIndex
            let value: UInt64 = StreamVMDK.number(rest[start...])
            let size: UInt32 = StreamVMDK.number(rest[(start + 8)...])
            if size > 0 {
                guard size <= 4 * UInt32(StreamVMDK.grain) else {
                    throw StreamVMDK.FormatError(description: "a grain of the VMDK is too large")
                }
                expected = .grain(sector: value, size: Int(size))
                return 12
            }
            let type: UInt32 = StreamVMDK.number(rest[(start + 12)...])
            guard let marker = StreamVMDK.Marker(rawValue: type), value < 1 << 20 else {
                throw StreamVMDK.FormatError(description: "the VMDK has an unknown marker")
            }
            expected = marker == .end ? .nothing : .skip(Int(value) * StreamVMDK.sector)
            return StreamVMDK.sector
        case .grain(let sector, let size):
            let padded = (12 + size + StreamVMDK.sector - 1) / StreamVMDK.sector * StreamVMDK.sector - 12
            guard has(padded) else { return nil }
            guard let capacity, sector < UInt64(capacity) / UInt64(StreamVMDK.sector) else {
                throw StreamVMDK.FormatError(description: "a grain is beyond the disk's end")
            }
            let offset = Int64(sector) * Int64(StreamVMDK.sector)
            let plain = try StreamVMDK.inflated(Array(rest.prefix(size)))
            try put(offset, Array(plain.prefix(Int(min(Int64(plain.count), capacity - offset)))))
            expected = .marker
            return padded
        case .plain:
            guard !rest.isEmpty else { return nil }
            try put(position, Array(rest))
            position += Int64(rest.count)
            return rest.count
        case .nothing:
            return rest.isEmpty ? nil : rest.count
        }
    }
}
