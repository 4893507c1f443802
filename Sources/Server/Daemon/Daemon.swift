import Agents
import Brokers
import Bus
import Foundation
import Logging
import Metrics
import ServiceLifecycle
import Store
import UnixSignals
import XML

/// The running program: hosts, transform server and listeners, from start to end.
public struct Daemon: Sendable {
    /// What the command line says.
    public struct Options: Sendable {
        public var configuration: URL
        public var state: String?
        public var mappings: String?
        /// Whether every generic document and plan is held against its schema while the daemon runs.
        public var validates: Bool

        public init(configuration: URL, state: String? = nil, mappings: String? = nil, validates: Bool = false) {
            self.configuration = configuration
            self.state = state
            self.mappings = mappings
            self.validates = validates
        }
    }

    let options: Options
    let configuration: Configuration
    let locations: Locations
    let server: TransformServer
    let metrics: MetricBroker
    let hosts: [ManagedHost]
    let users: UserDirectory
    let settings: LiveSettings
    let registry: MetricsRegistry
    let manager = ServiceManager()
    let log: Logger
    private let lock: StateLock

    /// Reads configuration and mappings, and opens the store and the hosts.
    /// - Throws: ``StartError``.
    public init(_ options: Options) throws(StartError) {
        self.options = options
        // What the daemon writes is its own.
        umask(0o077)
        try Self.checkLibraries()
        let configuration = try Self.read(options.configuration)
        self.configuration = configuration
        locations = Locations(configuration, state: options.state, mappings: options.mappings)
        registry = Self.bootstrap(level: configuration.logLevel)
        let log = Logger(label: "dragoman")
        self.log = log
        let mappings = try MappingCheck.load(locations.mappings)
        lock = try StateLock(locations.state)
        let store = try Self.open(locations.state)
        let limits = configuration.limits
        server = TransformServer(
            store: store, mappings: mappings, validates: options.validates,
            limits: .init(openCommands: limits.openCommands, history: limits.history), log: log)
        metrics = MetricBroker(server: server, log: log)
        users = UserDirectory(configuration.users)
        settings = LiveSettings(limits)
        hosts = try Self.makeHosts(
            configuration.hosts, below: locations.state.appendingPathComponent("hosts"), mappings: locations.mappings, log)
        try Self.lay(out: configuration.inventory.plan, server)
    }

    /// Runs until SIGTERM or SIGINT, or until something fails.
    /// - Throws: ``StartError``, also for what fails while it runs.
    public func run() async throws(StartError) {
        signal(SIGPIPE, SIG_IGN)
        let failure = await serve()
        manager.stopping()
        await Task { [server] in await server.drain(atMost: .seconds(3)) }.value
        do {
            try server.store.close()
        } catch {
            log.error("the store cannot be closed", metadata: ["error": "\(error)"])
        }
        if let failure { throw failure }
        log.info("stopped")
    }

    private func serve() async -> StartError? {
        do {
            let reloader = Reloader(self)
            var services: [any Service] = [
                HostService(server: server, hosts: hosts, plan: configuration.inventory.plan),
                MetricService(broker: metrics),
                Housekeeping(server: server, settings: settings, log: log),
                HangupService { await reloader.reload() },
            ]
            services += try listeners()
            services.append(ReadinessService(server: server, manager: manager))
            var group = ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() })
            group.maximumGracefulShutdownDuration = .seconds(8)
            log.info(
                "starting",
                metadata: [
                    "version": "\(Release.version)", "hosts": "\(hosts.count)", "state": "\(locations.state.path)",
                    "mappings": "\(locations.mappings.path)",
                ])
            try await ServiceGroup(configuration: group).run()
            return nil
        } catch let error as StartError {
            return error
        } catch is CancellationError {
            return nil
        } catch {
            return StartError(.software, "\(error)")
        }
    }
}
