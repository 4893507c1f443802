import Endpoints
import Foundation
import Generic
import Logging
import Simulator

/// What the daemon is told by its configuration file.
public struct Configuration: Sendable, Hashable {
    /// The file it was read from.
    public var file: URL
    public var listeners = Listeners()
    public var users: [User] = []
    /// Every host by itself: one with a `count` has become that many.
    public var hosts: [Host] = []
    public var inventory = Inventory()
    public var limits = Limits()
    public var logLevel = Logger.Level.info
    /// Where the database, the certificate and the simulated hosts' data are kept; nil: ``Locations`` decides.
    public var state: URL?
    /// Where the mappings are; nil: ``Locations`` decides.
    public var mappings: URL?

    public init(file: URL) {
        self.file = file
    }

    /// The listeners; one that the file does not have is not opened.
    public struct Listeners: Sendable, Hashable {
        public var vsphere: Listener?
        /// In the order of the file.
        public var xen: [PoolListener] = []
        /// In the order of the file.
        public var kvm: [SocketListener] = []
        public var admin: Listener?
        /// Hosts that are presented by themselves. Those with a name may share an address and port.
        public var hosts: [HostListener] = []

        /// What a listener is called; further ones of a kind are numbered.
        public static func name(_ kind: String, _ index: Int) -> String { index == 0 ? kind : "\(kind).\(index + 1)" }

        /// Those with an address that are of no single host.
        public var fleet: [(name: String, listener: Listener)] {
            let pools = xen.enumerated().map { (Self.name("xen", $0), $1.listener) }
            let sockets = kvm.enumerated().filter { $0.element.path == nil }.map { (Self.name("kvm", $0), $1.listener) }
            return (vsphere.map { [("vsphere", $0)] } ?? []) + pools + sockets + (admin.map { [("admin", $0)] } ?? [])
        }

        public var all: [(name: String, listener: Listener)] {
            fleet
                + hosts.map { ("hosts.\($0.host)", $0.listener) }
        }
    }

    public struct HostListener: Sendable, Hashable {
        /// As the configuration calls it.
        public var host: String
        /// What clients have to call it where several share a port, in lower case; it is shown with a certificate of that name.
        public var name: String?
        public var listener: Listener
        /// The line of the file, for messages.
        public var line: Int?
    }

    public struct Listener: Sendable, Hashable {
        public var address: String
        /// 0 lets the system choose one.
        public var port: Int
        public var tls: TLS?

        /// Whether only this machine can reach it.
        public var isLoopback: Bool {
            address == "localhost" || address == "::1"
                || (address.hasPrefix("127.") && address.split(separator: ".").count == 4)
        }
    }

    public struct TLS: Sendable, Hashable {
        /// PEM files; nil: a self-signed certificate is made and kept in the state directory.
        public var files: Files?

        public struct Files: Sendable, Hashable {
            public var certificate: URL
            public var key: URL
        }
    }

    public struct User: Sendable, Hashable {
        public var name: String
        public var password: PasswordHash
        public var role = Role.admin
        /// The line of the file, for messages.
        public var line: Int?
    }

    public struct Host: Sendable, Hashable {
        public var name: String
        public var platform: String
        /// How many machines a simulated host first has, besides those of the pattern.
        public var vms: Int
        /// What a simulated host first has.
        public var pattern = HostPattern()
        /// How it is reached; nil for a simulated host.
        public var live: EndpointSettings?
    }

    public struct Limits: Sendable, Hashable {
        /// Bytes of one request's body.
        public var requestBytes = 16 << 20
        /// Bytes of one request's body before its sender has logged in.
        public var requestBytesBeforeLogin = 8 << 10
        /// Sessions of clients at the same time.
        public var sessions = 1000
        /// Sessions of one user at the same time.
        public var sessionsPerUser = 500
        /// Minutes after which a session ends that is not used.
        public var sessionIdleMinutes = 30
        /// Commands accepted and not finished.
        public var openCommands = 10_000
        /// Finished commands and events that are kept.
        public var history = 100_000
        /// Connections of one listener at the same time.
        public var connections = 1000
    }
}
