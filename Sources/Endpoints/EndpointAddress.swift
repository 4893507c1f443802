import Foundation

/// Where a management server answers: scheme, host, port and path of its URL.
public struct EndpointAddress: Sendable, Hashable, CustomStringConvertible {
    public var isSecure: Bool
    /// A name or an IP address, without brackets.
    public var host: String
    public var port: Int
    public var path: String

    /// - Returns: nil for anything but an http or https URL without user, query and fragment.
    public init?(_ text: String, defaultPath: String) {
        guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(),
            ["http", "https"].contains(scheme), var host = url.host, !host.isEmpty, url.user == nil, url.query == nil,
            url.fragment == nil
        else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        isSecure = scheme == "https"
        self.host = host
        port = url.port ?? (isSecure ? 443 : 80)
        guard (1...65535).contains(port) else { return nil }
        path = url.path.isEmpty || url.path == "/" ? defaultPath : url.path
    }

    /// Whether it is this machine itself.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
    }

    /// The name that the server's certificate has to have; nil for an IP address, which is compared with the peer's.
    var serverName: String? {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1 ? nil : host
    }

    /// As in a Host header.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    public var description: String { "\(isSecure ? "https" : "http")://\(authority)\(path)" }
}
