/// What a document may cost before it is refused.
public struct ParserLimits: Sendable {
    public var bytes: Int
    public var elements: Int

    /// Nesting is limited to 256 by libxml2 itself.
    public init(bytes: Int, elements: Int) {
        self.bytes = bytes
        self.elements = elements
    }

    /// 16 MiB and 500,000 elements, as vCenter allows.
    public static let `default` = ParserLimits(bytes: 16 << 20, elements: 500_000)
    /// For documents of our own, such as a whole fleet's.
    public static let trusted = ParserLimits(bytes: 256 << 20, elements: 20_000_000)
}
