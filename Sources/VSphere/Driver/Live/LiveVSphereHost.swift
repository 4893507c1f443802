import Endpoints
import Hosts
import Logging
import XML

/// A real vCenter or ESXi host, managed through vim25. One property collector tells what there is and what changes;
/// commands are vim25 methods, whose tasks are waited for.
public actor LiveVSphereHost: HostDriver {
    public nonisolated let changes: AsyncStream<HostChange>
    public nonisolated let isLaidOut = true
    let settings: EndpointSettings
    let endpoint: HTTPEndpoint
    let timing: Timing
    let log: Logger
    /// Commands at the same time.
    let turns = Turns(16)
    var link: HostLink<(client: VimClient, service: VimClient.Service)>
    var objects = VimInventory()
    /// Objects of which the collector has told what may be older than what was read by itself: they are read once more.
    var doubtful: Set<ManagedObjectReference> = []
    /// Objects read by themselves since the collector was last asked.
    var readMeanwhile: Set<ManagedObjectReference> = []
    /// The server's performance counters that are asked for, once they have been read.
    var counters: [LiveCounter]?
    private var following: Task<Void, Never>?

    public struct Timing: Sendable {
        var client = VimClient.Timing()
        var backoff = Backoff()
        /// The least delay after a refused login, so that the account is not locked.
        var afterRefusal = Duration.seconds(30)
        /// How long an object is to be out of the view before it is held to be gone.
        var missing = Duration.milliseconds(200)
        /// How long a task is looked for again after its connection broke.
        var reconnecting = Duration.seconds(60)

        public init() {}
    }

    public init(_ settings: EndpointSettings, logger: Logger, timing: Timing = Timing()) {
        self.settings = settings
        self.timing = timing
        log = logger
        endpoint = HTTPEndpoint(settings.address, trust: settings.trust)
        let (changes, news) = AsyncStream.makeStream(of: HostChange.self)
        self.changes = changes
        link = HostLink(news)
        Task { await self.start() }
    }

    deinit {
        following?.cancel()
        endpoint.close()
        link.end()
    }

    private func start() {
        guard !isClosed else { return }
        following = Task { [weak self] in await self?.run() }
    }

    public func close() async {
        guard !isClosed else { return }
        if let (client, service) = link.connection { await client.logout(service) }
        _ = link.close()
        following?.cancel()
        endpoint.close()
        link.end()
    }

    var isClosed: Bool { link.isClosed }

    /// Waits until the connection stands otherwise than now.
    func news() async { await withCheckedContinuation { link.wait($0) } }

    func tell(_ change: HostChange) { link.tell(change) }

    /// - Throws: ``HostError`` if there is no connection now.
    func connection() throws(HostError) -> (client: VimClient, service: VimClient.Service) { try link.current() }
}
