import Agents
import Hummingbird
import Logging

extension Daemon {
    /// The listeners of the configuration, each with what answers there.
    /// - Throws: ``StartError`` for a certificate that cannot be used.
    func listeners() throws(StartError) -> [ListenerService] {
        var services: [ListenerService] = []
        let views: [String: ViewCache] = [:]
        if let listener = configuration.listeners.admin {
            let figures = ServerFigures(server: server, views: views)
            let api = AdminAPI(
                server: server, users: users, settings: settings, registry: registry, figures: figures, log: log)
            services.append(try open("admin", listener, responder: api.responder()))
        }
        return services
    }

    func open<Responder: HTTPResponder>(
        _ name: String, _ listener: Configuration.Listener, responder: Responder
    ) throws(StartError) -> ListenerService where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        try ListenerService(
            name, listener, responder: responder, connections: settings.limits.connections, state: locations.state, log: log)
    }
}
