import Bus
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Metrics

/// Counts requests and their time by route.
struct RequestMetrics: RouterMiddleware {
    func handle(
        _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        let response = try await next(request, context)
        let route = ("path", context.endpointPath ?? "unknown")
        let method = ("method", Self.known.contains(request.method) ? request.method.rawValue : "other")
        Counter(
            label: "dragoman_http_requests_total",
            dimensions: [("listener", "admin"), method, route, ("status", "\(response.status.code)")]
        ).increment()
        Timer(label: "dragoman_http_request_seconds", dimensions: [("listener", "admin"), route])
            .recordNanoseconds((ContinuousClock.now - started).nanoseconds)
        return response
    }

    /// Methods are the client's choice, so only these become labels.
    private static let known: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
}
