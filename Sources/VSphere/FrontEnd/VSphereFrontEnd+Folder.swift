import Agents
import Foundation
import Generic
import HTTPTypes
import Hummingbird
import Logging
import Store

/// `/folder`: files of datastores over HTTP.
extension VSphereFrontEnd {
    func addFolderRoutes<Context: RequestContext>(
        to router: Router<Context>, address: @escaping @Sendable (Context) -> String
    ) {
        for path in ["/folder", "/folder/**"] as [RouterPath] {
            router.get(path) { request, context in
                await folder(request, address(context)) { service in
                    try await service.get(range: request.headers[.range])
                }
            }
            router.head(path) { request, context in
                await folder(request, address(context)) { service in
                    try await service.get(range: request.headers[.range]).createHeadResponse()
                }
            }
            router.put(path) { request, context in
                await folder(request, address(context)) { service in
                    try await service.put(request.body, length: request.headers[.contentLength].flatMap { Int64($0) })
                }
            }
            router.delete(path) { request, context in
                await folder(request, address(context)) { service in try await service.delete() }
            }
        }
    }

    private func folder(
        _ request: Request, _ address: String, _ body: (FolderService) async throws -> Response
    ) async -> Response {
        do {
            guard let user = await user(of: request) else {
                throw FolderFault(.unauthorized, "A session's cookie or a user's name and password are needed")
            }
            guard let named = FolderRequest(request) else {
                throw FolderFault(.badRequest, "The path is none within a datastore")
            }
            let service = FolderService(
                presentation: presentation, client: presentation.client(user, address), request: named,
                method: request.method == .get || request.method == .head ? "httpGet" : "httpPut")
            let response = try await body(service)
            try presentation.server.store.identifiers.flush()
            return response
        } catch let fault as FolderFault {
            return fault.response
        } catch {
            log.error("a request failed", metadata: ["method": "folder", "error": "\(error)"])
            return FolderFault(.internalServerError, "internal error").response
        }
    }

    func user(of request: Request) async -> String? {
        if let session = cookie(in: request.headers).flatMap(sessions.find) {
            sessions.touch(session)
            return session.user
        }
        guard let header = request.headers[.authorization], header.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: String(header.dropFirst(6)))
        else { return nil }
        let pair = String(decoding: data, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, await authenticate(String(pair[0]), String(pair[1])) else { return nil }
        return String(pair[0])
    }
}
