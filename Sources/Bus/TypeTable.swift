import XML

/// How a platform names the generic types, from `types` in its `commands.xml`.
public struct TypeTable: Sendable {
    public struct Entry: Sendable, Hashable {
        public var generic: String
        public var native: String
        /// How an identifier is made where the object is presented: `vm-{number}`.
        public var pattern: String
    }

    public let entries: [Entry]
    private let byNative: [String: Entry]

    public init(_ commands: Element) {
        entries = (commands.first("types")?.all("type") ?? []).map {
            Entry(generic: $0["generic"] ?? "", native: $0["native"] ?? "", pattern: $0["pattern"] ?? "")
        }
        byNative = Dictionary(entries.map { ($0.native, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public subscript(native: String) -> Entry? { byNative[native] }

    /// The first native type that stands for a generic one.
    public func native(for generic: String) -> String? {
        entries.first { $0.generic == generic }?.native
    }
}
