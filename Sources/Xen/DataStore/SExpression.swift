/// How XAPI's database writes sets and maps: `('a' 'b')` and `(('k' 'v') ('l' 'w'))`, with `\` before `'` and `\`.
enum SExpression {
    case string(String)
    case list([SExpression])

    static func set(_ items: [String]) -> String {
        "(" + items.map(quoted).joined(separator: " ") + ")"
    }

    static func map(_ entries: [(key: String, value: String)]) -> String {
        "(" + entries.map { "(" + quoted($0.key) + " " + quoted($0.value) + ")" }.joined(separator: " ") + ")"
    }

    /// The items of a set; nil if the text is not one.
    static func set(_ text: String) -> [String]? {
        if text.isEmpty { return [] }
        guard case .list(let items)? = parse(text) else { return nil }
        var strings: [String] = []
        for item in items {
            guard case .string(let string) = item else { return nil }
            strings.append(string)
        }
        return strings
    }

    /// The entries of a map in their order; nil if the text is not one.
    static func map(_ text: String) -> [(key: String, value: String)]? {
        if text.isEmpty { return [] }
        guard case .list(let items)? = parse(text) else { return nil }
        var entries: [(key: String, value: String)] = []
        for item in items {
            guard case .list(let pair) = item, pair.count == 2, case .string(let key) = pair[0],
                case .string(let value) = pair[1]
            else { return nil }
            entries.append((key, value))
        }
        return entries
    }

    private static func quoted(_ text: String) -> String {
        var result = "'"
        for scalar in text.unicodeScalars {
            if scalar == "'" || scalar == "\\" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result + "'"
    }

    private static func parse(_ text: String) -> SExpression? {
        var rest = Array(text.utf8)[...]
        guard let expression = parse(&rest, depth: 0) else { return nil }
        skip(&rest)
        return rest.isEmpty ? expression : nil
    }

    private static func parse(_ rest: inout ArraySlice<UInt8>, depth: Int) -> SExpression? {
        skip(&rest)
        guard depth < 8, let first = rest.popFirst() else { return nil }
        switch first {
        case UInt8(ascii: "("):
            var items: [SExpression] = []
            while true {
                skip(&rest)
                guard let next = rest.first else { return nil }
                if next == UInt8(ascii: ")") {
                    rest.removeFirst()
                    return .list(items)
                }
                guard let item = parse(&rest, depth: depth + 1) else { return nil }
                items.append(item)
            }
        case UInt8(ascii: "'"):
            var bytes: [UInt8] = []
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "'") { return .string(String(decoding: bytes, as: UTF8.self)) }
                if byte == UInt8(ascii: "\\") {
                    guard let escaped = rest.popFirst() else { return nil }
                    bytes.append(escaped)
                } else {
                    bytes.append(byte)
                }
            }
            return nil
        default:
            return nil
        }
    }

    private static func skip(_ rest: inout ArraySlice<UInt8>) {
        while let byte = rest.first, byte == 0x20 || byte == 0x0a || byte == 0x09 || byte == 0x0d { rest.removeFirst() }
    }
}
