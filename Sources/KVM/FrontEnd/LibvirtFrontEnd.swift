import Agents
import Brokers
import Bus
import Foundation
import Generic
import Logging
import Store
import Synchronization
import XML

/// What answers libvirt's clients (virsh, virt-manager, libvirt's language bindings): the fleet as one connection, or one of
/// its hosts. It holds the conversation; what is in a call and in its answer is the business of the mappings.
public final class LibvirtFrontEnd: Sendable {
    public static let protocolName = "kvm"

    public struct Limits: Sendable {
        /// Sessions at the same time.
        public var sessions: Int
        public var sessionsPerUser: Int
        /// Bytes of one message before its sender has logged in.
        public var bytesBeforeLogin: Int

        public init(sessions: Int, sessionsPerUser: Int, bytesBeforeLogin: Int) {
            self.sessions = sessions
            self.sessionsPerUser = sessionsPerUser
            self.bytesBeforeLogin = bytesBeforeLogin
        }
    }

    let server: TransformServer
    let procedures: ProcedureTable
    let calls: CallTable
    let fleet: Presentation
    let figures: FigureBook
    private let single = Mutex<[String: Presentation]>([:])
    let limits: @Sendable () -> Limits
    let users: @Sendable () -> [String: Role]
    let authenticate: @Sendable (_ user: String, _ password: String) async -> Bool
    let log: Logger

    /// - Parameters:
    ///   - users: who may log in, and what each may do.
    ///   - authenticate: whether that is the user's password.
    /// - Throws: ``XMLError``, or what keeps a table from being read.
    public init(
        server: TransformServer, metrics: MetricBroker, limits: @escaping @Sendable () -> Limits, log: Logger,
        users: @escaping @Sendable () -> [String: Role],
        authenticate: @escaping @Sendable (_ user: String, _ password: String) async -> Bool
    ) throws {
        let folder = server.engine.mappings.directory.appendingPathComponent(Self.protocolName)
        self.server = server
        procedures = try ProcedureTable(contentsOf: folder.appendingPathComponent("procedures.txt"))
        calls = CallTable(server.engine.mappings.platforms[Self.protocolName]?.table)
        fleet = Presentation(ViewBook(server, calls))
        figures = FigureBook(server, metrics)
        self.limits = limits
        self.users = users
        self.authenticate = authenticate
        self.log = log
    }

    /// The views of objects kept in memory.
    public var views: ViewCache { fleet.book.cache }

    /// Begins to follow what happens, with the first client.
    func activate() {
        figures.activate()
    }

    /// What is shown on a connection: everything, or one host by itself.
    struct Presentation: Sendable {
        var book: ViewBook
        var changes: ChangeTeller
        /// Of a management server with several hosts, the one that was asked for; nil: all that the book has.
        var hosts: Set<String>?

        init(_ book: ViewBook) {
            self.book = book
            changes = ChangeTeller(book)
        }
    }

    /// What a connection's path stands for.
    /// - Throws: ``RemoteError`` 5 for a path that names no host.
    func presentation(at uri: String) throws(RemoteError) -> Presentation {
        // The scheme does not matter: clients of every driver of libvirt are welcome.
        let rest =
            uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
        let path = rest.range(of: "://").map { rest[$0.upperBound...] } ?? rest[...]
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        if ["", "system", "session", "default"].contains(name) { return fleet }
        if let host = server.hosts.first(where: { $0.name == name }) { return presentation(of: host) }
        let entries = server.store.mirror.entries(named: name, type: ObjectType.host.rawValue)
        guard let entry = entries.first, let host = server.host(id: entry.id) else {
            throw RemoteError(5, 7, "no connection driver available for \(uri): there is no host '\(name)'")
        }
        var one = presentation(of: host)
        one.hosts = [entry.id]
        return one
    }

    private func presentation(of host: ManagedHost) -> Presentation {
        single.withLock { single in
            if let known = single[host.name] { return known }
            let new = Presentation(ViewBook(server, calls, host))
            single[host.name] = new
            return new
        }
    }
}
