import Brokers
import ServiceLifecycle

/// Takes samples of what hosts and machines do, until the daemon stops.
struct MetricService: Service {
    let broker: MetricBroker

    func run() async throws {
        try? await cancelWhenGracefulShutdown { try await broker.run() }
    }
}
