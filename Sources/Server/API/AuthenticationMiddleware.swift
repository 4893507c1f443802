import Foundation
import Generic
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging

/// Wants a user's name and password (Basic, RFC 7617) for everything but the paths that are open to all.
struct AuthenticationMiddleware: RouterMiddleware {
    let users: UserDirectory
    let open: Set<String>
    let log: Logger

    func handle(
        _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
    ) async throws -> Response {
        if open.contains(request.uri.path) { return try await next(request, context) }
        guard let header = request.headers[.authorization] else {
            throw Self.refusal(.notAuthenticated, "This needs a user's name and password")
        }
        let given = Self.credentials(header)
        guard let (name, password) = given, await users.verify(name, password) else {
            log.notice("login refused", metadata: ["user": "\(given?.name ?? "")", "address": "\(context.address)"])
            throw Self.refusal(.invalidLogin, "The name or the password is wrong")
        }
        var context = context
        context.user = name
        context.role = users.roles[name] ?? .noAccess
        // What a command needs beyond reading, its own row says.
        guard context.role.allows(.readOnly) else { throw Problem(.noPermission, "The user \(name) may see nothing") }
        guard context.role != .readOnly || request.method == .get || request.method == .head else {
            throw Problem(.noPermission, "The user \(name) may only read")
        }
        return try await next(request, context)
    }

    static func credentials(_ header: String) -> (name: String, password: String)? {
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let data = Data(base64Encoded: parts[1].trimmingCharacters(in: .whitespaces)),
            let text = String(data: data, encoding: .utf8), let colon = text.firstIndex(of: ":")
        else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    private static func refusal(_ code: Fault.Code, _ message: String) -> Problem {
        Problem(code, message, headers: [.wwwAuthenticate: "Basic realm=\"dragoman\", charset=\"UTF-8\""])
    }
}
