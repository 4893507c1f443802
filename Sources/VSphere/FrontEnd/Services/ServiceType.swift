/// A type of the automation API (vAPI), as `services.txt` writes it.
indirect enum ServiceType: Sendable, Hashable {
    case void, string, long, double, boolean, secret, opaque
    /// An identifier of objects of a type; `*` stands for any.
    case identifier(String)
    case optional(ServiceType)
    /// A list or a set.
    case list(ServiceType)
    case map(ServiceType, ServiceType)
    case structure(String)
    case enumeration(String)

    /// Nil for what is no type.
    init?(_ text: Substring) {
        var rest = text
        guard let type = ServiceType.read(&rest), rest.isEmpty else { return nil }
        self = type
    }

    private static func read(_ rest: inout Substring) -> ServiceType? {
        let word = rest.prefix { $0 != "<" && $0 != ">" && $0 != "," }
        rest = rest.dropFirst(word.count)
        guard rest.first == "<" else { return simple(word) }
        rest = rest.dropFirst()
        guard let first = read(&rest) else { return nil }
        var second: ServiceType?
        if rest.first == "," {
            rest = rest.dropFirst()
            second = read(&rest)
        }
        guard rest.first == ">" else { return nil }
        rest = rest.dropFirst()
        switch (word, second) {
        case ("optional", nil): return .optional(first)
        case ("list", nil), ("set", nil): return .list(first)
        case ("map", let value?): return .map(first, value)
        default: return nil
        }
    }

    private static func simple(_ word: Substring) -> ServiceType? {
        switch word {
        case "void": return .void
        case "string", "dateTime", "uri": return .string
        case "long": return .long
        case "double": return .double
        case "boolean": return .boolean
        case "secret": return .secret
        case "opaque": return .opaque
        default:
            let parts = word.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            switch parts[0] {
            case "ID": return .identifier(String(parts[1]))
            case "struct": return .structure(String(parts[1]))
            case "enum": return .enumeration(String(parts[1]))
            default: return nil
            }
        }
    }

    var isOptional: Bool { if case .optional = self { true } else { false } }

    /// The type without `optional`.
    var required: ServiceType { if case .optional(let type) = self { type } else { self } }
}
