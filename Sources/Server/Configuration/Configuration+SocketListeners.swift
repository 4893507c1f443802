import Foundation
import Yams

/// The listeners of libvirt's clients: ports and UNIX sockets.
extension Configuration {
    public struct SocketListener: Sendable, Hashable {
        /// How clients show who they are.
        public enum Authentication: String, Sendable, Hashable, CaseIterable {
            /// They need not.
            case none
            /// By name and password, over SASL.
            case password
            /// By a certificate whose common name is the user's.
            case certificate
        }

        public var listener: Listener
        /// The UNIX socket; nil: the listener's address and port.
        public var path: URL?
        public var authentication = Authentication.password
        /// Who they all are that need not show it.
        public var user: String?
        /// The PEM file of who signs clients' certificates.
        public var authority: URL?
        /// The line of the file, for messages.
        public var line: Int?
    }

    /// One listener, or a list of them.
    func readSocketListeners(_ node: Yams.Node?, _ reader: ConfigurationReader) -> [SocketListener] {
        guard let node else { return [] }
        let what = "listeners.kvm"
        guard let items = node.sequence else { return readSocketListener(node, what, reader).map { [$0] } ?? [] }
        if items.isEmpty { reader.fault(node, "\(what) is an empty list; leave it out where there is no listener") }
        return items.enumerated().compactMap { readSocketListener($1, "\(what)[\($0)]", reader) }
    }

    private func readSocketListener(
        _ node: Yams.Node, _ what: String, _ reader: ConfigurationReader
    ) -> SocketListener? {
        let keys = ["address", "port", "tls", "path", "auth", "user", "authority"]
        guard let fields = reader.fields(node, of: what, known: keys) else { return nil }
        let path = reader.text(fields["path"], of: "\(what).path").map(self.path)
        let isPlain = path != nil || fields["tls"]?.bool == false
        let names = SocketListener.Authentication.allCases.map(\.rawValue)
        let authentication =
            reader.choice(fields["auth"], of: "\(what).auth", among: names)
            .flatMap(SocketListener.Authentication.init) ?? .password
        var listener = readListener(fields, what, port: isPlain ? 16509 : 16514, alwaysTLS: true, reader)
        if path != nil {
            listener.tls = nil
            for key in ["address", "port", "tls"] where fields[key] != nil {
                reader.fault(fields[key], "\(what) has a path, which is a UNIX socket; it has no \(key)")
            }
            if let path, path.path.utf8.count > 107 {
                reader.fault(
                    fields["path"], "\(what).path has \(path.path.utf8.count) bytes; a UNIX socket's has at most 107")
            }
        }
        let user = reader.text(fields["user"], of: "\(what).user")
        let authority = reader.text(fields["authority"], of: "\(what).authority").map(self.path)
        switch authentication {
        case .none:
            if user == nil {
                reader.fault(node, "\(what) has 'auth: none' and needs the key 'user': who its clients are")
            }
            if path == nil, !listener.isLoopback {
                reader.fault(
                    node,
                    "\(what) would let everyone in on \(listener.address); 'auth: none' is for a loopback address or a path"
                )
            }
        case .password:
            if path == nil, listener.tls == nil {
                reader.fault(
                    node, "\(what) has no TLS, without which clients send no password; use TLS, or 'auth: none'")
            }
        case .certificate:
            if listener.tls == nil { reader.fault(node, "\(what) has 'auth: certificate', which needs TLS") }
            if authority == nil {
                reader.fault(
                    node, "\(what) has 'auth: certificate' and needs the key 'authority': a PEM file of who signs them")
            }
        }
        if user != nil, authentication != .none { reader.fault(fields["user"], "\(what).user is for 'auth: none'") }
        if let authority {
            if authentication != .certificate {
                reader.fault(fields["authority"], "\(what).authority is for 'auth: certificate'")
            }
            if !FileManager.default.isReadableFile(atPath: authority.path) {
                reader.fault(fields["authority"], "\(authority.path) cannot be read; \(what).authority is a PEM file")
            }
        }
        return SocketListener(
            listener: listener, path: path, authentication: authentication, user: user, authority: authority,
            line: node.mark?.line)
    }

    /// Each user is there, and each path is one listener's.
    func checkSocketListeners(_ reader: ConfigurationReader) {
        for (index, one) in listeners.kvm.enumerated() {
            if let user = one.user, !users.contains(where: { $0.name == user }) {
                reader.fault(line: one.line, "listeners.kvm has the user '\(user)', who is not among the users")
            }
            if let path = one.path, listeners.kvm[..<index].contains(where: { $0.path == path }) {
                reader.fault(line: one.line, "listeners.kvm has the path \(path.path) twice")
            }
        }
    }
}
