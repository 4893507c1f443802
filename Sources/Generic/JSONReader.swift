/// Reads one JSON text from its bytes, in one pass.
struct JSONReader {
    private let bytes: UnsafeRawBufferPointer
    private let limits: JSONLimits
    private var place = 0
    private var values = 0
    private var depth = 0

    /// - Parameter bytes: valid for as long as the reader is used.
    init(_ bytes: UnsafeRawBufferPointer, _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONError) -> JSON {
        // A byte order mark may be passed over (RFC 8259, 8.1).
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        let value = try value()
        skipBlanks()
        guard place == bytes.count else { throw error("something follows the value") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipBlanks()
        values += 1
        guard values <= limits.values else { throw error("more than \(limits.values) values") }
        switch current {
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "{"): return .object(try nested { reader throws(JSONError) in try reader.members() })
        case UInt8(ascii: "["): return .array(try nested { reader throws(JSONError) in try reader.items() })
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte:
            return .number(try digits())
        default: throw error("no value")
        }
    }

    private mutating func nested<Content>(
        _ read: (inout JSONReader) throws(JSONError) -> Content
    ) throws(JSONError) -> Content {
        depth += 1
        guard depth <= limits.depth else { throw error("nested more than \(limits.depth) deep") }
        place += 1
        let content = try read(&self)
        depth -= 1
        return content
    }

    private mutating func items() throws(JSONError) -> [JSON] {
        var items: [JSON] = []
        if passes(UInt8(ascii: "]")) { return items }
        repeat { items.append(try value()) } while passes(UInt8(ascii: ","))
        guard passes(UInt8(ascii: "]")) else { throw error("an array that does not end") }
        return items
    }

    private mutating func members() throws(JSONError) -> [JSON.Member] {
        var members: [JSON.Member] = []
        var names: Set<String> = []
        if passes(UInt8(ascii: "}")) { return members }
        repeat {
            skipBlanks()
            let name = try text()
            guard names.insert(name).inserted else { throw error("a name that is there twice") }
            guard passes(UInt8(ascii: ":")) else { throw error("a name without a value") }
            members.append(JSON.Member(name, try value()))
        } while passes(UInt8(ascii: ","))
        guard passes(UInt8(ascii: "}")) else { throw error("an object that does not end") }
        return members
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let end = place + word.utf8CodeUnitCount
        let isThere = word.withUTF8Buffer { end <= bytes.count && bytes[place..<end].elementsEqual($0) }
        guard isThere else { throw error("no value") }
        place = end
        return value
    }

    private mutating func digits() throws(JSONError) -> String {
        let start = place
        if current == UInt8(ascii: "-") { place += 1 }
        // No zero before other digits.
        if current == UInt8(ascii: "0") { place += 1 } else { try skipDigits() }
        if current == UInt8(ascii: ".") {
            place += 1
            try skipDigits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            place += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { place += 1 }
            try skipDigits()
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func skipDigits() throws(JSONError) {
        let start = place
        while let byte = current, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { place += 1 }
        guard place > start else { throw error("a number without a digit where one has to be") }
    }

    private mutating func text() throws(JSONError) -> String {
        guard current == UInt8(ascii: "\"") else { throw error("no text") }
        place += 1
        let start = place
        var unescaped: [UInt8]?
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                let end = place
                place += 1
                let text =
                    if let unescaped { String(validating: unescaped, as: UTF8.self) } else {
                        String(validating: bytes[start..<end], as: UTF8.self)
                    }
                guard let text else { throw error("a text that is no UTF-8") }
                return text
            case UInt8(ascii: "\\"):
                if unescaped == nil { unescaped = Array(bytes[start..<place]) }
                place += 1
                unescaped?.append(contentsOf: String(try escaped()).utf8)
            case 0..<0x20: throw error("a control character that is not escaped")
            default:
                unescaped?.append(byte)
                place += 1
            }
        }
        throw error("a text that does not end")
    }

    private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
        guard let byte = current else { throw error("a text that does not end") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try hexadecimal()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            guard 0xD800...0xDBFF ~= unit, current == UInt8(ascii: "\\") else { throw error("half a character") }
            place += 1
            guard current == UInt8(ascii: "u") else { throw error("half a character") }
            place += 1
            let low = try hexadecimal()
            guard 0xDC00...0xDFFF ~= low,
                let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + UInt32(low) - 0xDC00)
            else { throw error("half a character") }
            return scalar
        default: throw error("an escape that JSON does not have")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("an escape without its four digits")
            }
            unit = unit << 4 | UInt16(digit)
            place += 1
        }
        return unit
    }

    private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    /// Goes past blanks and this byte, if it is the next.
    private mutating func passes(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard current == byte else { return false }
        place += 1
        return true
    }

    private func error(_ reason: String) -> JSONError { JSONError(reason: reason, offset: place) }
}
