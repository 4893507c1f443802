/// The first part of a URL: how a server is talked to.
public struct EndpointScheme: Sendable, Hashable {
    public var name: String
    /// Whether the connection is TLS.
    public var isSecure: Bool
    /// The port where such servers listen; nil for a socket in this machine's file system, which the URL's parameter
    /// `socket` names.
    public var port: Int?

    public init(_ name: String, isSecure: Bool = false, port: Int?) {
        self.name = name
        self.isSecure = isSecure
        self.port = port
    }

    public static let https = EndpointScheme("https", isSecure: true, port: 443)
    public static let http = EndpointScheme("http", port: 80)
    public static let web = [https, http]
}
