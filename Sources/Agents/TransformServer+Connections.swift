import Generic
import Store

/// Hosts that users have disconnected. They stay so over restarts.
extension TransformServer {
    /// The settings where it is kept which hosts are disconnected.
    private static let connections = "host connections"
    private static let detached = "disconnected"

    /// What was disconnected before a restart, is.
    func resumeDetachments() {
        let settings = store.settings.settings(of: TransformServer.connections)
        for host in hosts {
            let ids = inventory.mirrored(host).filter { settings[$0] == TransformServer.detached }
            host.update { $0.detached = Set(ids) }
        }
    }

    /// Follows a host no more.
    /// - Throws: ``Fault`` with code `invalidState` if it is not followed.
    func detach(_ id: String) throws {
        let host = try managed(id)
        guard !host.state.detached.contains(id) else {
            throw Fault(.invalidState, "The host \(host.name) is disconnected already", ["state": "disconnected"])
        }
        try store.settings.set([id: TransformServer.detached], of: TransformServer.connections)
        try inventory.detach(id, of: host)
    }

    /// Follows a host again, and reads everything that it has.
    /// - Throws: ``Fault``: `invalidState` if it is followed, `hostUnavailable` if it cannot be reached; then it stays as it was.
    func attach(_ id: String) async throws {
        let host = try managed(id)
        let wasDetached = host.state.detached.contains(id)
        guard wasDetached || !host.state.connected else {
            throw Fault(.invalidState, "The host \(host.name) is connected", ["state": "connected"])
        }
        host.update { $0.detached.remove(id) }
        await inventory.readAll(host)
        guard host.state.connected else {
            let reason = host.state.reason
            if wasDetached { try inventory.detach(id, of: host) }
            throw Fault(.hostUnavailable, "The host \(host.name) cannot be reached: \(reason)", ["host": host.name])
        }
        try store.settings.remove([id], of: TransformServer.connections)
    }

    private func managed(_ id: String) throws(Fault) -> ManagedHost {
        guard let host = host(id: id) else {
            throw Fault(.notFound, "There is no host \(id)", ["type": ObjectType.host.rawValue, "id": id])
        }
        return host
    }
}
