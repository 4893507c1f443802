import Agents
import ServiceLifecycle

/// Reads and follows the hosts until the daemon stops, then lets commands under way come to their end.
struct HostService: Service {
    let server: TransformServer
    let hosts: [ManagedHost]
    let plan: LayoutPlan

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await server.run(hosts: hosts, plan: plan) }
            try? await gracefulShutdown()
            // Of its own, because draining has to go on when this task is cancelled.
            await Task { [server] in await server.drain(atMost: .seconds(5)) }.value
            group.cancelAll()
        }
    }
}
