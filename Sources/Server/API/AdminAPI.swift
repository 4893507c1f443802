import Agents
import Brokers
import Foundation
import Generic
import Hummingbird
import HummingbirdCore
import Logging

/// HTTP for people and scripts: health, metrics, and the generic protocol as JSON or XML. `Resources/openapi.yaml`
/// describes it.
struct AdminAPI: Sendable {
    let server: TransformServer
    let metricBroker: MetricBroker
    let users: UserDirectory
    let settings: LiveSettings
    let registry: MetricsRegistry
    let figures: ServerFigures
    let log: Logger
    let streams = StreamCounter(limit: 256)
    let started = Date()

    func responder() -> RouterResponder<AdminContext> {
        let router = Router(context: AdminContext.self)
        router.add(middleware: RequestMetrics())
        router.add(middleware: ErrorMiddleware(log: log))
        router.add(
            middleware: AuthenticationMiddleware(
                users: users, open: ["/healthz", "/readyz", "/openapi.yaml"], log: log))
        router.path("/healthz", get: health)
        router.path("/readyz", get: readiness)
        router.path("/openapi.yaml", get: description)
        router.path("/metrics", get: metrics)
        let root = "/api/v1"
        router.path("\(root)/openapi.yaml", get: description)
        router.path("\(root)/about", get: about)
        for (path, type) in [("hosts", "host"), ("vms", "vm"), ("datastores", "datastore"), ("networks", "network")] {
            router.path("\(root)/\(path)", get: { try await list(type, $0, $1) })
            router.path("\(root)/\(path)/:id", get: { try await object(type, $0, $1) })
            guard type != "network" else { continue }
            router.path("\(root)/\(path)/:id/metrics", get: { try await objectMetrics(type, $0, $1) })
        }
        router.path("\(root)/ids/:key", get: identifiers)
        router.path("\(root)/ids/:key/:type/**", get: identifier)
        router.path("\(root)/commands", post: command)
        router.path("\(root)/tasks", get: tasks)
        router.path("\(root)/tasks/:id", get: task)
        router.path("\(root)/events", get: events)
        // They show what hosts keep of machines, word for word.
        router.path("\(root)/traces", get: { try await traces($0, $1.administrator) })
        router.path("\(root)/traces/:id", get: { try await trace($0, $1.administrator) })
        router.path("\(root)/mappings", get: mappings)
        return router.buildResponder()
    }
}
