import Store
import XML

/// How a platform names the generic types, from `types` in its `commands.xml`.
public struct TypeTable: Sendable {
    public struct Entry: Sendable, Hashable {
        public var generic: String
        public var native: String
        /// How an identifier is made where the object is presented: `vm-{number}`.
        public var pattern: String
        /// Of a folder's type: what the folder is for.
        public var holds: String?
        /// The identifier that the first of its kind gets.
        public var first: String?
        /// How an identifier is made where one host is presented by itself.
        public var single: String?

        func pattern(single isSingle: Bool) -> String { isSingle ? single ?? pattern : pattern }
    }

    public let entries: [Entry]
    private let byNative: [String: Entry]

    public init(_ commands: Element) {
        entries = (commands.first("types")?.all("type") ?? []).map {
            Entry(generic: $0["generic"] ?? "", native: $0["native"] ?? "", pattern: $0["pattern"] ?? "",
                holds: $0["holds"], first: $0["first"], single: $0["single"])
        }
        byNative = Dictionary(entries.map { ($0.native, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public subscript(native: String) -> Entry? { byNative[native] }

    /// What a host means by a native type that clients are shown several things as.
    func onHost(_ native: String) -> Entry? {
        entries.first { $0.native == native && self.native(for: $0.generic) == native } ?? byNative[native]
    }

    /// The native types that a container is shown as.
    func entries(of node: InventoryNode) -> [Entry] {
        entries.filter { $0.generic == node.kind && ($0.holds == nil || $0.holds == node.holds) }
    }

    /// The first native type that stands for a generic one.
    public func native(for generic: String) -> String? {
        entries.first { $0.generic == generic }?.native
    }
}
