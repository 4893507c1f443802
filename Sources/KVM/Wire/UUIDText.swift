/// UUIDs: sixteen bytes on the wire, and text everywhere else.
enum UUIDText {
    static func text(_ bytes: [UInt8]) -> String {
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return text
    }

    /// Nil for what is no UUID. libvirt takes them without hyphens too.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.filter { $0 != "-" }.compactMap(\.hexDigitValue)
        guard digits.count == 32, text.count - text.count(where: { $0 == "-" }) == 32 else { return nil }
        return (0..<16).map { UInt8(digits[2 * $0] << 4 | digits[2 * $0 + 1]) }
    }
}
