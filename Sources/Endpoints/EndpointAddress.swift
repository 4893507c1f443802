import Foundation

/// Where a management server answers: scheme, host, port and path of its URL.
public struct EndpointAddress: Sendable, Hashable, CustomStringConvertible {
    public var scheme: EndpointScheme
    /// A name or an IP address, without brackets; empty for a socket in the file system.
    public var host: String
    public var port: Int
    public var path: String
    /// The socket's path in this machine's file system; nil for a server in the network.
    public var socket: String?

    /// - Parameter schemes: those that the URL may have.
    /// - Returns: nil for anything but a URL of such a scheme, without user, query (but for a socket's path) and fragment.
    public init?(_ text: String, schemes: [EndpointScheme] = EndpointScheme.web, defaultPath: String) {
        guard let url = URLComponents(string: text), let name = url.scheme?.lowercased(),
            let scheme = schemes.first(where: { $0.name == name }), url.user == nil, url.fragment == nil
        else { return nil }
        self.scheme = scheme
        path = url.path.isEmpty || url.path == "/" ? defaultPath : url.path
        if let usual = scheme.port {
            guard var host = url.host, !host.isEmpty, url.query == nil else { return nil }
            if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
            self.host = host
            port = url.port ?? usual
            guard (1...65535).contains(port) else { return nil }
        } else {
            guard (url.host ?? "").isEmpty, url.port == nil, let items = url.queryItems, items.count == 1,
                items[0].name == "socket", let socket = items[0].value, socket.hasPrefix("/")
            else { return nil }
            self.socket = socket
            host = ""
            port = 0
        }
    }

    public var isSecure: Bool { scheme.isSecure }

    /// Whether it is this machine itself.
    public var isLoopback: Bool {
        socket != nil || host == "localhost" || host == "::1"
            || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
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
        return port == scheme.port ? name : "\(name):\(port)"
    }

    public var description: String {
        if let socket { return "\(scheme.name)://\(path)?socket=\(socket)" }
        return "\(scheme.name)://\(authority)\(path)"
    }
}
