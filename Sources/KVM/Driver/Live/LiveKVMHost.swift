import Endpoints
import Foundation
import Hosts
import Logging
import XML

/// A real libvirt host, managed through libvirt's own protocol. Each object is read when it is asked for; events tell what
/// has changed, and what libvirt tells of by no event is found by reading everything again now and then.
public actor LiveKVMHost: HostDriver {
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
    var link: HostLink<LibvirtReader>
    var surroundings = LibvirtReader.Surroundings()
    /// What each object was like when it was last read, without what changes all the time.
    var known: [NativeReference: Int] = [:]
    /// In which pool each volume is, by its key.
    var poolOfVolume: [String: String] = [:]
    private var following: Task<Void, Never>?

    /// - Parameter procedures: the table of libvirt's procedures, `procedures.txt` of the mappings.
    /// - Throws: what keeps the table from being read.
    public init(_ settings: EndpointSettings, procedures: URL, logger: Logger, timing: Timing = Timing()) throws {
        self.settings = settings
        self.timing = timing
        table = try ProcedureTable(contentsOf: procedures)
        log = logger
        let (changes, news) = AsyncStream.makeStream(of: HostChange.self)
        self.changes = changes
        link = HostLink(news)
        Task { await self.start() }
    }

    deinit {
        following?.cancel()
        link.end()
    }

    private func start() {
        guard !isClosed else { return }
        following = Task { [weak self] in await self?.run() }
    }

    public func close() async {
        guard !isClosed else { return }
        let last = link.close()
        following?.cancel()
        last?.connection.close()
        last?.commands.close()
        link.end()
    }

    var isClosed: Bool { link.isClosed }

    /// Waits until the connection stands otherwise than now.
    func news() async { await withCheckedContinuation { link.wait($0) } }

    func tell(_ change: HostChange) { link.tell(change) }

    func tellChanged(_ type: String, _ id: String) { tell(.changed(NativeReference(type: type, id: id))) }

    /// - Throws: ``HostError`` if there is no connection now.
    func reader() throws(HostError) -> LibvirtReader { try link.current() }
}
