import Agents
import Hummingbird
import Logging
import VSphere

extension Daemon {
    /// The listeners of the configuration, each with what answers there.
    /// - Throws: ``StartError`` for a certificate or a type table that cannot be used.
    func listeners() throws(StartError) -> [ListenerService] {
        var services: [ListenerService] = []
        var views: [String: ViewCache] = [:]
        if let listener = configuration.listeners.vsphere {
            let frontEnd = try vSphere()
            views["vsphere"] = frontEnd.views
            let router = Router(context: ClientContext.self)
            frontEnd.addRoutes(to: router, address: \.address, isConnected: \.isConnected)
            services.append(
                try open("vsphere", listener, responder: router.buildResponder(), stopping: { frontEnd.stop() }))
        }
        if let listener = configuration.listeners.admin {
            let figures = ServerFigures(server: server, views: views)
            let api = AdminAPI(
                server: server, users: users, settings: settings, registry: registry, figures: figures, log: log)
            services.append(try open("admin", listener, responder: api.responder()))
        }
        return services
    }

    private func vSphere() throws(StartError) -> VSphereFrontEnd {
        do {
            return try VSphereFrontEnd(
                server: server, version: Release.version,
                limits: { [settings] in
                    let limits = settings.limits
                    return .init(
                        requestBytes: limits.requestBytes, requestBytesBeforeLogin: limits.requestBytesBeforeLogin,
                        sessions: limits.sessions, sessionIdle: Double(limits.sessionIdleMinutes) * 60)
                },
                log: log, authenticate: { [users] in await users.verify($0, $1) })
        } catch {
            throw StartError(.badData, "the vSphere front end cannot start: \(error)")
        }
    }

    func open<Responder: HTTPResponder>(
        _ name: String, _ listener: Configuration.Listener, responder: Responder,
        stopping: @escaping @Sendable () -> Void = {}
    ) throws(StartError) -> ListenerService
    where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        try ListenerService(
            name, listener, responder: responder, connections: settings.limits.connections, state: locations.state,
            log: log,
            stopping: stopping)
    }
}
