import Endpoints
import Foundation
import Hosts
import Logging
import XML

/// A real libvirt host, managed through libvirt's own protocol. Each object is read when it is asked for; events tell what
/// has changed, and what libvirt tells of by no event is found by reading everything again now and then.
public actor LiveKVMHost: HostDriver {
    /// How the connection stands.
    enum Link {
        /// The first attempt is under way.
        case connecting
        case connected(LibvirtReader)
        case disconnected(String)
        case closed
    }

    public struct Timing: Sendable {
        var remote = RemoteTiming()
        var backoff = Backoff()
        /// The least delay after a refused login, so that the account is not locked.
        var afterRefusal = Duration.seconds(30)
        /// Between two readings of everything.
        var sweep = Duration.seconds(30)

        public init() {}
    }

    /// libvirt's URLs of QEMU, with the transports that a server listens on by itself.
    public static let schemes = [
        EndpointScheme("qemu+tls", isSecure: true, port: 16514), EndpointScheme("qemu+tcp", port: 16509),
        EndpointScheme("qemu+unix", port: nil),
    ]

    public nonisolated let changes: AsyncStream<HostChange>
    let settings: EndpointSettings
    let table: ProcedureTable
    let timing: Timing
    let log: Logger
    var link = Link.connecting
    var surroundings = LibvirtReader.Surroundings()
    /// What each object was like when it was last read, without what changes all the time.
    var known: [NativeReference: Int] = [:]
    /// In which pool each volume is, by its key.
    var poolOfVolume: [String: String] = [:]
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var following: Task<Void, Never>?
    private let continuation: AsyncStream<HostChange>.Continuation

    /// - Parameter procedures: the table of libvirt's procedures, `procedures.txt` of the mappings.
    /// - Throws: what keeps the table from being read.
    public init(_ settings: EndpointSettings, procedures: URL, logger: Logger, timing: Timing = Timing()) throws {
        self.settings = settings
        self.timing = timing
        table = try ProcedureTable(contentsOf: procedures)
        log = logger
        (changes, continuation) = AsyncStream.makeStream(of: HostChange.self)
        Task { await self.start() }
    }

    deinit {
        following?.cancel()
        continuation.finish()
    }

    private func start() {
        guard !isClosed else { return }
        following = Task { [weak self] in await self?.run() }
    }

    public func close() async {
        guard !isClosed else { return }
        let last = link
        become(.closed)
        following?.cancel()
        if case .connected(let reader) = last {
            reader.connection.close()
            reader.commands.close()
        }
        continuation.finish()
    }

    var isClosed: Bool { if case .closed = link { true } else { false } }

    func become(_ link: Link) {
        if isClosed { return }
        self.link = link
        let waiting = self.waiting
        self.waiting = []
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until the connection stands otherwise than now.
    func news() async {
        if isClosed { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func tell(_ change: HostChange) { continuation.yield(change) }

    func tellChanged(_ type: String, _ id: String) { tell(.changed(NativeReference(type: type, id: id))) }

    /// - Throws: ``HostError`` if there is no connection now.
    func reader() throws(HostError) -> LibvirtReader {
        switch link {
        case .connected(let reader): return reader
        case .connecting: throw HostError(.unreachable, "the first connection is being made")
        case .disconnected(let reason): throw HostError(.unreachable, reason)
        case .closed: throw HostError(.closed, "the connection has been closed")
        }
    }
}
