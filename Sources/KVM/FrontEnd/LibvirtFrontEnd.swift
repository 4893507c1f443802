import Agents
import Brokers
import Bus
import Foundation
import Generic
import Logging
import Store
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
    let book: ViewBook
    let figures: FigureBook
    let changes: ChangeTeller
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
        book = ViewBook(server, calls)
        figures = FigureBook(server, metrics)
        changes = ChangeTeller(book)
        self.limits = limits
        self.users = users
        self.authenticate = authenticate
        self.log = log
    }

    /// The views of objects kept in memory.
    public var views: ViewCache { book.cache }

    /// Begins to follow what happens, with the first client.
    func activate() {
        figures.activate()
    }

    /// What a connection's path stands for: nil, all hosts; else those identifiers.
    /// - Throws: ``RemoteError`` 5 for a path that names no host.
    func hosts(at uri: String) throws(RemoteError) -> Set<String>? {
        // The scheme does not matter: clients of every driver of libvirt are welcome.
        let rest = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
        let path = rest.range(of: "://").map { rest[$0.upperBound...] } ?? rest[...]
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        if ["", "system", "session", "default"].contains(name) { return nil }
        if let host = server.hosts.first(where: { $0.name == name }) { return Set(host.state.ids) }
        let entries = server.store.mirror.entries(named: name, type: ObjectType.host.rawValue)
        guard !entries.isEmpty else {
            throw RemoteError(5, 7, "no connection driver available for \(uri): there is no host '\(name)'")
        }
        return Set(entries.map(\.id))
    }
}
