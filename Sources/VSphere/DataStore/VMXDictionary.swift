/// VMware's dictionary format: lines of `key = "value"`, as in .vmx, .vmsd and .vmsn files, disk descriptors and
/// esx.conf. Keys ignore case. Unknown lines, comments and the order of lines stay as they were read.
struct VMXDictionary: Sendable, Hashable {
    private struct Line: Sendable, Hashable {
        /// Empty for a line that is not an entry.
        var key: String
        var value: String
        /// The line as it was read, if writing the entry would give another text.
        var raw: String?
    }

    private var lines: [Line] = []

    init() {}

    /// Never fails: a line that is no entry is kept as it is.
    init(parsing bytes: some Sequence<UInt8>) {
        let text = String(decoding: Array(bytes), as: UTF8.self)
        var rest = text.split(separator: "\n", omittingEmptySubsequences: false)
        if rest.last?.isEmpty == true { rest.removeLast() }
        lines = rest.map { VMXDictionary.line($0.hasSuffix("\r") ? $0.dropLast() : $0) }
    }

    /// The entries in their order.
    var entries: [(key: String, value: String)] {
        lines.lazy.filter { !$0.key.isEmpty }.map { ($0.key, $0.value) }
    }

    /// Lines that are not entries, such as the extents of a disk descriptor.
    var others: [String] {
        lines.compactMap { $0.key.isEmpty ? $0.raw : nil }
    }

    var isEmpty: Bool { !lines.contains { !$0.key.isEmpty } }

    /// The text of the file.
    var text: String {
        var text = ""
        for line in lines {
            text += line.raw ?? VMXDictionary.format(line.key, line.value)
            text += "\n"
        }
        return text
    }

    /// The last entry of that key counts. Setting keeps the entry's place, or appends; nil removes.
    subscript(key: String) -> String? {
        get { lines.last { VMXDictionary.same($0.key, key) }?.value }
        set {
            guard let newValue else {
                lines.removeAll { VMXDictionary.same($0.key, key) }
                return
            }
            if let index = lines.lastIndex(where: { VMXDictionary.same($0.key, key) }) {
                guard lines[index].value != newValue else { return }
                lines[index] = Line(key: lines[index].key, value: newValue, raw: nil)
            } else {
                lines.append(Line(key: key, value: newValue, raw: nil))
            }
        }
    }

    func flag(_ key: String, default standard: Bool = false) -> Bool {
        guard let value = self[key] else { return standard }
        return value.lowercased() == "true" || value == "1"
    }

    func number(_ key: String) -> Int? {
        self[key].flatMap(Int.init)
    }

    mutating func set(_ key: String, _ flag: Bool) {
        self[key] = flag ? "TRUE" : "FALSE"
    }

    mutating func removeAll(where matches: (_ lowercasedKey: String) -> Bool) {
        lines.removeAll { !$0.key.isEmpty && matches($0.key.lowercased()) }
    }

    mutating func replaceOthers(_ change: (String) -> String) {
        for index in lines.indices where lines[index].key.isEmpty {
            lines[index].raw = change(lines[index].raw ?? "")
        }
    }

    mutating func append(other line: String) {
        lines.append(Line(key: "", value: "", raw: line))
    }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
    }

    private static func line(_ text: Substring) -> Line {
        let other = Line(key: "", value: "", raw: String(text))
        guard let equals = text.firstIndex(of: "="), !text.hasPrefix("#") else { return other }
        let key = trimmed(text[..<equals])
        guard !key.isEmpty, !key.contains(where: { $0 == " " || $0 == "\t" || $0 == "\"" }) else { return other }
        var field = trimmed(text[text.index(after: equals)...])
        if field.hasPrefix("\"") {
            field = field.dropFirst()
            guard let end = field.firstIndex(of: "\"") else { return other }
            field = field[..<end]
        }
        let value = decode(field)
        let canonical = format(String(key), value) == text
        return Line(key: String(key), value: value, raw: canonical ? nil : String(text))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return text
    }

    private static func format(_ key: String, _ value: String) -> String {
        "\(key) = \"\(encode(value))\""
    }

    /// `|22` is a quotation mark: a bar and two hexadecimal digits for each byte that may not stand there itself.
    private static func encode(_ value: String) -> String {
        guard value.utf8.contains(where: isSpecial) else { return value }
        var bytes: [UInt8] = []
        for byte in value.utf8 {
            if isSpecial(byte) {
                let digits = Array("0123456789ABCDEF".utf8)
                bytes += [0x7c, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func decode(_ text: Substring) -> String {
        guard text.utf8.contains(0x7c) else { return String(text) }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x7c, index + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16) {
                result.append(byte)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x23 || byte == 0x7c || byte == 0x7f
    }
}
