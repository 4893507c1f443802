import Agents
import Hummingbird
import Xen

/// The listeners of XenAPI clients. Those of one pool share what answers there.
extension Daemon {
    /// - Parameter views: gets the views of each pool, by the protocol and for all but the first pool its name.
    /// - Throws: ``StartError`` for a certificate or a type table that cannot be used.
    func poolListeners(_ views: inout [String: ViewCache]) throws(StartError) -> [ListenerService] {
        let names = configuration.listeners.fleet.map(\.name).filter { $0.hasPrefix("xen") }
        var pools: [(configured: Configuration.PoolListener, frontEnd: XapiFrontEnd)] = []
        var services: [ListenerService] = []
        for (name, configured) in zip(names, configuration.listeners.xen) {
            let frontEnd: XapiFrontEnd
            var opened: @Sendable (Int) -> Void = { _ in }
            if let known = pools.first(where: { $0.configured.isOnePool(with: configured) }) {
                frontEnd = known.frontEnd
            } else {
                frontEnd = try pool(configured)
                pools.append((configured, frontEnd))
                opened = { [frontEnd] in frontEnd.address.opened(port: $0) }
                views[configured.hosts == nil ? "xen" : "xen/\(configured.pool ?? "")"] = frontEnd.views
            }
            let router = Router(context: ClientContext.self)
            frontEnd.addRoutes(to: router, address: \.address, isConnected: \.isConnected)
            services.append(
                try open(
                    name, configured.listener, responder: router.buildResponder(), opened: opened,
                    stopping: { frontEnd.stop() }))
        }
        return services
    }

    private func pool(_ configured: Configuration.PoolListener) throws(StartError) -> XapiFrontEnd {
        let listener = configured.listener
        let presented = XapiPool(
            name: configured.pool ?? "Dragoman",
            hosts: configured.hosts.map { names in hosts.filter { names.contains($0.name) } })
        do {
            return try XapiFrontEnd(
                server: server, metrics: metrics, pool: presented, version: Release.version,
                address: PublicAddress(of: listener.address, port: listener.port),
                limits: { [settings] in settings.limits.ofClients },
                log: log, users: { [users] in users.roles }, authenticate: { [users] in await users.verify($0, $1) })
        } catch {
            throw StartError(.badData, "the XenAPI front end cannot start: \(error)")
        }
    }
}
