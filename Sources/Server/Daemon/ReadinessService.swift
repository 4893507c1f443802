import Agents
import ServiceLifecycle
import Store

/// Tells the service manager when every host has been read, and when the daemon begins to stop.
struct ReadinessService: Service {
    let server: TransformServer
    let manager: ServiceManager

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !server.isReady { try await Task.sleep(for: .milliseconds(20)) }
            manager.ready("\(server.hosts.count) hosts, \(server.store.mirror.count(type: "vm")) machines")
        }
        try? await gracefulShutdown()
        manager.stopping()
    }
}
