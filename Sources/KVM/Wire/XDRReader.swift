import NIOCore

/// Reads values from a message. No length is believed before it is held against what is there.
struct XDRReader {
    private var buffer: ByteBuffer

    init(_ buffer: ByteBuffer) { self.buffer = buffer }

    /// Bytes that have not been read.
    var rest: Int { buffer.readableBytes }

    /// - Throws: ``WireError``.
    mutating func structure(_ fields: [XDRStructure.Field]) throws(WireError) -> XDRValue {
        .structure(try fields.map { field throws(WireError) in .init(field.name, try value(field.type)) })
    }

    /// - Throws: ``WireError``.
    mutating func value(_ type: XDRType) throws(WireError) -> XDRValue {
        switch type {
        case .int: return .integer(Int64(try integer(Int32.self)))
        case .uint: return .integer(Int64(try integer(UInt32.self)))
        case .hyper: return .integer(try integer(Int64.self))
        case .uhyper: return .unsigned(try integer(UInt64.self))
        case .double: return .double(Double(bitPattern: try integer(UInt64.self)))
        case .string, .document: return .string(try string())
        case .uuid: return .bytes(try bytes(16))
        case .parameter: return .parameter(try parameter())
        case .structure(let structure): return try self.structure(structure.fields)
        case .bytes(let most):
            return .bytes(try bytes(try count(atMost: most, each: 1)))
        case .characters(let most): return .bytes(try characters(try count(atMost: most, each: 4)))
        case .fixedCharacters(let count): return .bytes(try characters(count))
        case .optional(let type):
            switch try integer(UInt32.self) {
            case 0: return .absent
            case 1: return try value(type)
            case let flag: throw WireError("\(flag) where something is there (1) or not (0)")
            }
        case .array(let type, let most):
            let count = try count(atMost: most, each: type.leastBytes)
            var items: [XDRValue] = []
            items.reserveCapacity(count)
            for _ in 0..<count { items.append(try value(type)) }
            return .array(items)
        }
    }

    private mutating func parameter() throws(WireError) -> XDRValue.TypedValue {
        switch try integer(Int32.self) {
        case 1: return .int(try integer(Int32.self))
        case 2: return .uint(try integer(UInt32.self))
        case 3: return .llong(try integer(Int64.self))
        case 4: return .ullong(try integer(UInt64.self))
        case 5: return .double(Double(bitPattern: try integer(UInt64.self)))
        case 6: return .boolean(try integer(Int32.self) != 0)
        case 7: return .string(try string())
        case let type: throw WireError("a typed parameter of the unknown type \(type)")
        }
    }

    private mutating func integer<T: FixedWidthInteger>(_ type: T.Type) throws(WireError) -> T {
        guard let number = buffer.readInteger(as: type) else { throw WireError("the message ends too early") }
        return number
    }

    private mutating func count(atMost most: Int, each size: Int) throws(WireError) -> Int {
        let count = Int(try integer(UInt32.self))
        guard count <= most else { throw WireError("\(count) items, at most \(most) are allowed") }
        guard count * size <= buffer.readableBytes else {
            throw WireError("\(count) items in a message that ends before them")
        }
        return count
    }

    private mutating func string() throws(WireError) -> String {
        let bytes = try bytes(try count(atMost: XDRType.longestString, each: 1))
        guard let text = String(validating: bytes, as: UTF8.self) else { throw WireError("a string that is not UTF-8") }
        return text
    }

    /// Bytes, and what fills their last word.
    private mutating func bytes(_ count: Int) throws(WireError) -> [UInt8] {
        guard let bytes = buffer.readBytes(length: count), buffer.readSlice(length: -count & 3) != nil else {
            throw WireError("the message ends too early")
        }
        return bytes
    }

    private mutating func characters(_ count: Int) throws(WireError) -> [UInt8] {
        var characters: [UInt8] = []
        characters.reserveCapacity(count)
        for _ in 0..<count { characters.append(UInt8(truncatingIfNeeded: try integer(UInt32.self))) }
        return characters
    }
}
