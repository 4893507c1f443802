import Foundation

/// How a management server is reached, and as whom.
public struct EndpointSettings: Sendable, Hashable {
    public var address: EndpointAddress
    public var trust: EndpointTrust
    /// Empty for nobody.
    public var user: String
    public var password: PasswordSource
    public var identity: EndpointIdentity?

    public init(
        address: EndpointAddress, trust: EndpointTrust, user: String, password: PasswordSource,
        identity: EndpointIdentity? = nil
    ) {
        self.address = address
        self.identity = identity
        self.trust = trust
        self.user = user
        self.password = password
    }
}

/// Where a password is kept. It is read anew for each login, so that it can be changed while the daemon runs.
public enum PasswordSource: Sendable, Hashable {
    /// The first line of a file.
    case file(URL)
    /// A variable of the daemon's environment.
    case environment(String)
    /// There is none: the server does not ask for it.
    case none

    /// - Throws: ``EndpointError`` if there is none.
    public func read() throws(EndpointError) -> String {
        switch self {
        case .none: throw EndpointError(.notSent, "the server asks for a password, and none is configured")
        case .file(let url):
            guard let data = FileManager.default.contents(atPath: url.path) else {
                throw EndpointError(.notSent, "the password file \(url.path) cannot be read")
            }
            let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
            guard !line.isEmpty else { throw EndpointError(.notSent, "the password file \(url.path) is empty") }
            return String(line)
        case .environment(let name):
            guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
                throw EndpointError(.notSent, "the environment variable \(name) is not set")
            }
            return value
        }
    }
}
