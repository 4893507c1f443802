import Agents
import Foundation
import Generic
import HTTPTypes
import Hummingbird

/// The other paths that XAPI serves (xen-api: `ocaml/xapi/xapi_http.ml`). What is not served says so to whoever has
/// logged in, and ends the client's task.
extension XapiFrontEnd {
    private static let unserved: [(path: String, method: HTTPRequest.Method)] = [
        ("/console", .get), ("/console", .connect), ("/export", .get), ("/export_metadata", .get), ("/import", .put),
        ("/import_metadata", .put), ("/export_raw_vdi", .get), ("/import_raw_vdi", .put),
    ]

    func addHTTPRoutes<Context: RequestContext>(
        to router: Router<Context>, address: @escaping @Sendable (Context) -> String
    ) {
        router.get("/") { _, _ in
            XapiFrontEnd.page(
                .ok, "\(book.product.name) \(book.product.version)",
                "Clients of the XenAPI call this server by XML-RPC at / and /RPC2, and by JSON-RPC at /jsonrpc.")
        }
        for (path, method) in XapiFrontEnd.unserved {
            router.on(RouterPath(path), method: method) { request, context in
                let response = await asUser(request, address(context)) { session in
                    let what = "\(method.rawValue) \(path)"
                    if let task = request.query("task_id") { try await tasks.fail(task, Fault(.notSupported, what), by: session.user) }
                    throw XapiError("NOT_IMPLEMENTED", what)
                }
                return XapiFrontEnd.ending(response)
            }
        }
        router.post("/cli") { request, context in
            XapiFrontEnd.ending(await refuseCommandLine(request, address(context)))
        }
    }

    /// The `xe` command line sends its user's name and password among its arguments, a line each.
    private func refuseCommandLine(_ request: Request, _ address: String) async -> Response {
        guard let body = try? await request.body.collect(upTo: limits().requestBytesBeforeLogin) else {
            return HTTPRefusal(.contentTooLarge, "The arguments are too long").response
        }
        let lines = String(buffer: body).split(separator: "\n")
        func argument(_ name: String) -> String? {
            lines.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
        }
        guard let user = argument("username"), let password = argument("password"),
            let session = try? await login(user, password, address, agent: request.headers[.userAgent] ?? "xe")
        else { return HTTPRefusal.unauthorised.response }
        sessions.close(session)
        return HTTPRefusal(XapiError("NOT_IMPLEMENTED", "POST /cli")).response
    }

    /// What the client still sends is not read: some announce a body of 2^50 bytes.
    private static func ending(_ response: Response) -> Response {
        var response = response
        response.headers[.connection] = "close"
        return response
    }
}
