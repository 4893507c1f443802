import Generic
import HTTPTypes
import Hummingbird
import HummingbirdCore

extension Router where Context == AdminContext {
    typealias Handler = @Sendable (Request, AdminContext) async throws -> Response

    /// Answers a path; methods that it does not have are refused with the ones that it has.
    func path(_ path: String, get: Handler? = nil, post: Handler? = nil) {
        var handlers: [HTTPRequest.Method: Handler] = [:]
        handlers[.get] = get
        handlers[.post] = post
        if let get {
            handlers[.head] = { request, context in try await get(request, context).createHeadResponse() }
        }
        let allowed = handlers.keys.map(\.rawValue).sorted().joined(separator: ", ")
        let others: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        for method in others {
            let handler =
                handlers[method] ?? { _, _ in
                    throw Problem(
                        .notSupported, "This path has only \(allowed)", status: .methodNotAllowed,
                        headers: [.allow: allowed])
                }
            on(RouterPath(path), method: method, use: handler)
        }
    }
}
