import Endpoints
import Hosts
import Logging
import XML

/// A real XenServer or XCP-ng pool, managed through XAPI. One read of everything and then events tell what there is; what
/// takes time is started as a task, whose end is an event too.
public actor LiveXenHost: HostDriver {
    public nonisolated let changes: AsyncStream<HostChange>
    let settings: EndpointSettings
    let servers: XapiServers
    let timing: Timing
    let log: Logger
    /// Calls at the same time; what has become a task is waited for without one.
    let turns = Turns(16)
    var link: HostLink<XapiLink>
    var records = PoolRecords()
    /// Up to where `records` are told.
    var token = XapiToken.start
    /// Counts the times when everything was read.
    var readings = 0
    /// Counts the servers that could not be reached one after another.
    var failures = 0
    private var following: Task<Void, Never>?

    public struct Timing: Sendable {
        var client = XapiClient.Timing()
        var backoff = Backoff()
        /// The least delay after a refused login, so that the account is not locked.
        var afterRefusal = Duration.seconds(30)
        /// How long a task is looked for again after its connection broke.
        var reconnecting = Duration.seconds(60)

        public init() {}
    }

    public init(_ settings: EndpointSettings, logger: Logger, timing: Timing = Timing()) {
        self.settings = settings
        self.timing = timing
        log = logger
        servers = XapiServers(trust: settings.trust)
        let (changes, news) = AsyncStream.makeStream(of: HostChange.self)
        self.changes = changes
        link = HostLink(news)
        Task { await self.start() }
    }

    deinit {
        following?.cancel()
        servers.close()
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
        await last?.logout()
        servers.close()
        link.end()
    }

    /// Where the pool may be reached: as configured, and at the addresses that its hosts had when it was last read, of which
    /// another one may be the master by now. A fingerprint is that of one server.
    private var addresses: [EndpointAddress] {
        if case .fingerprint = settings.trust { return [settings.address] }
        let known = records.hosts.compactMap { records.record("host", $0)?["address"].flatMap(settings.address.at) }
        return [settings.address] + known.filter { $0 != settings.address }
    }

    /// Who is asked next.
    var address: EndpointAddress { addresses[failures % addresses.count] }

    var isClosed: Bool { link.isClosed }

    /// Waits until the connection stands otherwise than now, or events have been waited for.
    func news() async { await withCheckedContinuation { link.wait($0) } }

    func tell(_ change: HostChange) { link.tell(change) }

    /// - Throws: ``HostError`` if there is no connection now.
    func connection() throws(HostError) -> XapiLink { try link.current() }
}
