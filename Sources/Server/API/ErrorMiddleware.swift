import Generic
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Turns every error into a ``Problem``; what nobody foresaw is logged, and its text kept from the client.
struct ErrorMiddleware: RouterMiddleware {
    let log: Logger

    func handle(
        _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return problem(error, request).response
        }
    }

    private func problem(_ error: any Error, _ request: Request) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let fault as Fault: return Problem(fault)
        case let error as HTTPError where error.status == .notFound:
            return Problem(
                Fault(.notFound, "There is no \(request.uri.path)", ["type": "path", "id": request.uri.path]))
        case is NIOTooManyBytesError:
            return Problem(.invalidArgument, "The body is too large", status: .contentTooLarge)
        case let error as HTTPError:
            return Problem(.invalidArgument, error.body ?? error.status.reasonPhrase, status: error.status)
        default:
            log.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return Problem(.internal, "The server failed; its log says why")
        }
    }
}
