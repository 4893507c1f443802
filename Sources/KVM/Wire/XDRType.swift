/// The type of a value on libvirt's wire, as `procedures.txt` writes it.
indirect enum XDRType: Sendable, Hashable {
    /// Four bytes with a sign: int, bool, char, short.
    case int
    /// Four bytes without: uint, uchar, ushort.
    case uint
    case hyper
    case uhyper
    case double
    case string
    /// A string that is an XML document.
    case document
    /// Sixteen bytes.
    case uuid
    /// The value of a typed parameter: its type, then itself.
    case parameter
    case structure(XDRStructure)
    case optional(XDRType)
    /// At most so many bytes.
    case bytes(atMost: Int)
    /// At most so many characters, of which each takes four bytes.
    case characters(atMost: Int)
    /// Exactly so many.
    case fixedCharacters(Int)
    case array(XDRType, atMost: Int)

    /// libvirt's limit for strings, bytes.
    static let longestString = 4 << 20

    /// - Parameters:
    ///   - text: such as `int`, `string?` or `domain<16384>`.
    ///   - structures: those that it may name.
    init?(_ text: String, _ structures: [String: XDRStructure]) {
        guard let last = text.last else { return nil }
        if last == "?" {
            guard let type = XDRType(String(text.dropLast()), structures) else { return nil }
            self = .optional(type)
        } else if last == ">" || last == "]" {
            guard let start = text.lastIndex(where: { $0 == "<" || $0 == "[" }),
                let number = Int(text[text.index(after: start)...].dropLast())
            else { return nil }
            let item = String(text[..<start])
            switch (item, last) {
            case ("opaque", ">"): self = .bytes(atMost: number)
            case ("char", ">"): self = .characters(atMost: number)
            case ("char", "]"): self = .fixedCharacters(number)
            case (_, ">"):
                guard let type = XDRType(item, structures) else { return nil }
                self = .array(type, atMost: number)
            default: return nil
            }
        } else if let type = XDRType.simple[text] {
            self = type
        } else if let structure = structures[text] {
            self = .structure(structure)
        } else {
            return nil
        }
    }

    private static let simple: [String: XDRType] = [
        "int": .int, "bool": .int, "char": .int, "short": .int, "uint": .uint, "uchar": .uint, "ushort": .uint,
        "hyper": .hyper, "uhyper": .uhyper, "double": .double, "string": .string, "xml": .document, "uuid": .uuid,
        "value": .parameter,
    ]

    /// The fewest bytes that a value of it takes.
    var leastBytes: Int {
        switch self {
        case .int, .uint, .string, .document, .optional, .bytes, .characters, .array: 4
        case .hyper, .uhyper, .double, .parameter: 8
        case .uuid: 16
        case .fixedCharacters(let count): 4 * count
        case .structure(let structure): structure.leastBytes
        }
    }
}

/// A structure on the wire: its fields one after another.
struct XDRStructure: Sendable, Hashable {
    struct Field: Sendable, Hashable {
        var name: String
        var type: XDRType
    }

    var name: String
    var fields: [Field]
    /// Whether it is what an object is known by: written as attributes in the abstract form.
    var isIdentity = false

    var leastBytes: Int { fields.reduce(0) { $0 + $1.type.leastBytes } }
}
