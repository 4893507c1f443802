import Agents
import KVM
import ServiceLifecycle

/// The listeners of libvirt's clients, which share what answers there.
extension Daemon {
    /// - Parameter views: gets the front end's views.
    /// - Throws: ``StartError`` for a certificate or a table that cannot be used.
    func socketListeners(_ views: inout [String: ViewCache]) throws(StartError) -> [any Service] {
        guard !configuration.listeners.kvm.isEmpty else { return [] }
        let frontEnd: LibvirtFrontEnd
        do {
            frontEnd = try LibvirtFrontEnd(
                server: server, metrics: metrics,
                limits: { [settings] in
                    let limits = settings.limits
                    return .init(
                        sessions: limits.sessions, sessionsPerUser: limits.sessionsPerUser,
                        bytesBeforeLogin: limits.requestBytesBeforeLogin)
                },
                log: log, users: { [users] in users.roles }, authenticate: { [users] in await users.verify($0, $1) })
        } catch {
            throw StartError(.badData, "the libvirt front end cannot start: \(error)")
        }
        views["kvm"] = frontEnd.views
        var services: [any Service] = []
        for (index, configured) in configuration.listeners.kvm.enumerated() {
            services.append(
                try SocketListenerService(
                    Configuration.Listeners.name("kvm", index), configured, frontEnd,
                    connections: settings.limits.connections,
                    state: locations.state, log: log))
        }
        return services
    }
}
