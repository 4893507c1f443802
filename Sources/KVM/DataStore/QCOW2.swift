/// The header of a QCOW2 image, version 3: all that is kept of a simulated volume.
/// Source: docs/interop/qcow2.rst in QEMU.
struct QCOW2: Hashable {
    /// Bytes that the guest sees.
    var capacity: Int64
    /// The path of the image below this one.
    var backing: String?

    private static let magic: [UInt8] = [0x51, 0x46, 0x49, 0xfb]
    private static let length = 104

    init(capacity: Int64, backing: String? = nil) {
        self.capacity = capacity
        self.backing = backing
    }

    /// nil for anything but a QCOW2 image.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= QCOW2.length, bytes.starts(with: QCOW2.magic) else { return nil }
        func number(_ offset: Int, _ size: Int) -> UInt64 {
            bytes[offset..<offset + size].reduce(0) { $0 << 8 | UInt64($1) }
        }
        guard let capacity = Int64(exactly: number(24, 8)) else { return nil }
        self.capacity = capacity
        let offset = Int(truncatingIfNeeded: number(8, 8))
        let size = Int(number(16, 4))
        if offset > 0, size > 0, offset <= bytes.count - min(size, bytes.count) {
            backing = String(decoding: bytes[offset..<offset + size], as: UTF8.self)
        }
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ value: UInt64, _ size: Int) {
            for shift in stride(from: (size - 1) * 8, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
            }
        }
        bytes += QCOW2.magic
        append(3, 4)
        append(backing == nil ? 0 : UInt64(QCOW2.length + 8), 8)
        append(UInt64(backing?.utf8.count ?? 0), 4)
        append(16, 4)
        append(UInt64(max(0, capacity)), 8)
        // No encryption, no tables, no snapshots, no features; reference counts of 16 bits.
        bytes += [UInt8](repeating: 0, count: 4 + 4 + 8 + 8 + 4 + 4 + 8 + 8 + 8 + 8)
        append(4, 4)
        append(UInt64(QCOW2.length), 4)
        // End of the header's extensions.
        bytes += [UInt8](repeating: 0, count: 8)
        bytes += Array((backing ?? "").utf8)
        return bytes
    }
}
