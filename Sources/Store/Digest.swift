import Foundation

/// 128 bits that tell one content from another and are the same in every run.
///
/// It finds out that nothing changed; it is no protection against somebody who wants two contents to look alike.
struct Digest: Hashable {
    private var high: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var low: UInt64 = 0xC2B2_AE3D_27D4_EB4F

    init(_ parts: [UInt8]...) {
        for part in parts {
            part.withUnsafeBytes { bytes in
                var offset = 0
                while offset + 8 <= bytes.count {
                    mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                    offset += 8
                }
                var rest: UInt64 = 0
                while offset < bytes.count {
                    rest = rest << 8 | UInt64(bytes[offset])
                    offset += 1
                }
                mix(rest)
                mix(UInt64(bytes.count))
            }
        }
    }

    init(_ data: Data) throws(StoreError) {
        guard data.count == 16 else {
            throw StoreError(.corrupt, "a digest has \(data.count) bytes")
        }
        (high, low) = data.withUnsafeBytes {
            (
                UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)),
                UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    var data: Data {
        var data = Data(capacity: 16)
        for word in [high, low] {
            withUnsafeBytes(of: word.littleEndian) { data.append(contentsOf: $0) }
        }
        return data
    }

    private mutating func mix(_ word: UInt64) {
        let product = (high ^ word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        high = product.high ^ product.low ^ low
        low = (low ^ word) &* 0xFF51_AFD7_ED55_8CCD
        low ^= low >> 29
    }
}
