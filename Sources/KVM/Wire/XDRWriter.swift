import NIOCore

/// Writes values into a message.
struct XDRWriter {
    private(set) var buffer: ByteBuffer

    init(_ buffer: ByteBuffer = ByteBuffer()) { self.buffer = buffer }

    /// - Throws: ``WireError`` for what is not of these types, or longer than they allow.
    mutating func structure(_ fields: [XDRStructure.Field], _ value: XDRValue) throws(WireError) {
        for field in fields {
            do {
                try write(value[field.name] ?? .absent, field.type)
            } catch {
                throw WireError("\(field.name): \(error.reason)")
            }
        }
    }

    /// - Throws: as ``structure(_:_:)``.
    mutating func write(_ value: XDRValue, _ type: XDRType) throws(WireError) {
        switch (type, value) {
        case (.int, .integer(let number)):
            guard let number = Int32(exactly: number) else { throw WireError("\(number) does not fit") }
            buffer.writeInteger(number)
        case (.uint, .integer(let number)):
            guard let number = UInt32(exactly: number) else { throw WireError("\(number) does not fit") }
            buffer.writeInteger(number)
        case (.hyper, .integer(let number)): buffer.writeInteger(number)
        case (.uhyper, .unsigned(let number)): buffer.writeInteger(number)
        case (.uhyper, .integer(let number)):
            guard let number = UInt64(exactly: number) else { throw WireError("\(number) does not fit") }
            buffer.writeInteger(number)
        case (.double, .double(let number)): buffer.writeInteger(number.bitPattern)
        case (.string, .string(let text)), (.document, .string(let text)):
            try bytes(Array(text.utf8), atMost: XDRType.longestString)
        case (.uuid, .bytes(let bytes)):
            guard bytes.count == 16 else { throw WireError("a UUID of \(bytes.count) bytes") }
            buffer.writeBytes(bytes)
        case (.parameter, .parameter(let value)): try parameter(value)
        case (.structure(let structure), .structure): try self.structure(structure.fields, value)
        case (.bytes(let most), .bytes(let bytes)): try self.bytes(bytes, atMost: most)
        case (.characters(let most), .bytes(let bytes)):
            guard bytes.count <= most else { throw WireError("\(bytes.count) characters, at most \(most) are allowed") }
            buffer.writeInteger(UInt32(bytes.count))
            for byte in bytes { buffer.writeInteger(UInt32(byte)) }
        case (.fixedCharacters(let count), .bytes(let bytes)):
            guard bytes.count <= count else {
                throw WireError("\(bytes.count) characters, at most \(count) are allowed")
            }
            for index in 0..<count { buffer.writeInteger(index < bytes.count ? UInt32(bytes[index]) : 0) }
        case (.optional, .absent): buffer.writeInteger(UInt32(0))
        case (.optional(let type), _):
            buffer.writeInteger(UInt32(1))
            try write(value, type)
        case (.array(let type, let most), .array(let items)):
            guard items.count <= most else { throw WireError("\(items.count) items, at most \(most) are allowed") }
            buffer.writeInteger(UInt32(items.count))
            for item in items { try write(item, type) }
        default: throw WireError("\(value) is no value of the type \(type)")
        }
    }

    private mutating func parameter(_ value: XDRValue.TypedValue) throws(WireError) {
        switch value {
        case .int(let number): buffer.writeMultipleIntegers(Int32(1), number)
        case .uint(let number): buffer.writeMultipleIntegers(Int32(2), number)
        case .llong(let number): buffer.writeMultipleIntegers(Int32(3), number)
        case .ullong(let number): buffer.writeMultipleIntegers(Int32(4), number)
        case .double(let number): buffer.writeMultipleIntegers(Int32(5), number.bitPattern)
        case .boolean(let value): buffer.writeMultipleIntegers(Int32(6), Int32(value ? 1 : 0))
        case .string(let text):
            buffer.writeInteger(Int32(7))
            try bytes(Array(text.utf8), atMost: XDRType.longestString)
        }
    }

    private mutating func bytes(_ bytes: [UInt8], atMost most: Int) throws(WireError) {
        guard bytes.count <= most else { throw WireError("\(bytes.count) bytes, at most \(most) are allowed") }
        buffer.writeInteger(UInt32(bytes.count))
        buffer.writeBytes(bytes)
        buffer.writeRepeatingByte(0, count: -bytes.count & 3)
    }
}
