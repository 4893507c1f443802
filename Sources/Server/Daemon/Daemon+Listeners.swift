import Agents
import Generic
import Hummingbird
import Logging
import ServiceLifecycle
import Store
import VSphere

extension Daemon {
    /// The listeners of the configuration, each with what answers there.
    /// - Throws: ``StartError`` for a certificate or a type table that cannot be used.
    func listeners() throws(StartError) -> [any Service] {
        var services: [any Service] = []
        var views: [String: ViewCache] = [:]
        if configuration.listeners.vsphere != nil || !configuration.listeners.hosts.isEmpty {
            let frontEnd = try vSphere()
            if let listener = configuration.listeners.vsphere {
                views["vsphere"] = frontEnd.views
                services.append(
                    try open(
                        "vsphere", listener, responder: responder(frontEnd), shortCalls: ShortCalls(frontEnd),
                        staysOnLoop: VSphereFrontEnd.isCall
                    ) {
                        frontEnd.stop()
                    })
            }
            services += try hostListeners(of: frontEnd)
        } else if !server.store.access.permissions.isEmpty {
            // Permissions that its clients have given count for the others without it, too.
            _ = try vSphere()
        }
        services += try poolListeners(&views)
        services += try socketListeners(&views)
        if let listener = configuration.listeners.admin {
            let figures = ServerFigures(server: server, views: views)
            let api = AdminAPI(
                server: server, metricBroker: metrics, users: users, settings: settings, registry: registry,
                figures: figures, log: log)
            services.append(try open("admin", listener, responder: api.responder()))
        }
        return services
    }

    /// One listener for each port on which hosts are presented by themselves.
    private func hostListeners(of fleet: VSphereFrontEnd) throws(StartError) -> [ListenerService] {
        var ports: [[(configured: Configuration.HostListener, frontEnd: VSphereFrontEnd)]] = []
        for configured in configuration.listeners.hosts {
            guard let host = hosts.first(where: { $0.name == configured.host }) else { continue }
            let entry = (configured, try view(of: host, fleet))
            let shared = ports.firstIndex {
                $0[0].configured.name != nil && $0[0].configured.listener.isOnePort(with: configured.listener)
            }
            if let shared { ports[shared].append(entry) } else { ports.append([entry]) }
        }
        return try ports.map { entries throws(StartError) in
            let frontEnds = entries.map(\.frontEnd)
            let name = entries.map { "hosts.\($0.configured.host)" }.joined(separator: ",")
            let names = entries.compactMap { entry in entry.configured.name.map { ($0, responder(entry.frontEnd)) } }
            let certificates = entries.compactMap { entry in
                entry.configured.name.flatMap { name in entry.configured.listener.tls.map { (name, $0) } }
            }
            return try open(
                name, entries[0].configured.listener,
                names: Dictionary(certificates, uniquingKeysWith: { first, _ in first }),
                responder: NameResponder(
                    named: Dictionary(names, uniquingKeysWith: { first, _ in first }),
                    other: names.isEmpty ? responder(frontEnds[0]) : nil),
                shortCalls: names.isEmpty ? ShortCalls(frontEnds[0]) : nil, staysOnLoop: VSphereFrontEnd.isCall
            ) { for frontEnd in frontEnds { frontEnd.stop() } }
        }
    }

    private func view(of host: ManagedHost, _ fleet: VSphereFrontEnd) throws(StartError) -> VSphereFrontEnd {
        do {
            return try VSphereFrontEnd(host, of: fleet)
        } catch {
            throw StartError(.badData, "the host '\(host.name)' cannot be presented by itself: \(error.message)")
        }
    }

    private func responder(_ frontEnd: VSphereFrontEnd) -> RouterResponder<ClientContext> {
        let router = Router(context: ClientContext.self)
        frontEnd.addRoutes(to: router, address: \.address, isConnected: \.isConnected)
        return router.buildResponder()
    }

    private func vSphere() throws(StartError) -> VSphereFrontEnd {
        do {
            return try VSphereFrontEnd(
                server: server, metrics: metrics, version: Release.version,
                limits: { [settings] in settings.limits.ofClients },
                log: log, users: { [users] in users.roles }, authenticate: { [users] in await users.verify($0, $1) },
                publicKey: { [configuration, locations] in
                    configuration.listeners.vsphere?.tls.flatMap {
                        ServerCertificate.publicKey($0, state: locations.state)
                    }
                })
        } catch {
            throw StartError(.badData, "the vSphere front end cannot start: \(error)")
        }
    }

    func open<Responder: HTTPResponder>(
        _ name: String, _ listener: Configuration.Listener, names: [String: Configuration.TLS] = [:],
        responder: Responder, shortCalls: ShortCalls? = nil,
        opened: @escaping @Sendable (_ port: Int) -> Void = { _ in },
        staysOnLoop: @escaping @Sendable (Request) -> Bool = { _ in false },
        stopping: @escaping @Sendable () -> Void = {}
    ) throws(StartError) -> ListenerService
    where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        try ListenerService(
            name, listener, names: names, responder: responder, shortCalls: shortCalls, staysOnLoop: staysOnLoop,
            connections: settings.limits.connections,
            state: locations.state, log: log, opened: opened, stopping: stopping)
    }
}
