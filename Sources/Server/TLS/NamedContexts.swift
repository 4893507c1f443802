import NIOSSL

/// What a listener shows to clients of each name.
struct NamedContexts: Sendable {
    /// By name, lower case.
    private let named: [String: NIOSSLContext]
    /// For clients that give no name, or another one.
    private let other: NIOSSLContext

    /// - Throws: an error of NIOSSL for a certificate or a key that cannot be used.
    init(_ named: [String: TLSConfiguration], other: TLSConfiguration) throws {
        self.named = try named.mapValues { try NIOSSLContext(configuration: $0) }
        self.other = try NIOSSLContext(configuration: other)
    }

    func context(for name: String?) -> NIOSSLContext {
        name.flatMap { named[$0] } ?? other
    }
}
