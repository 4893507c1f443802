import Agents
import Foundation
import Generic
import Hummingbird
import Logging
import NIOCore
import Store

/// What clients do by plain HTTP requests, beside calls (XenAPI: "Using HTTP to interact with XenServer").
extension XapiFrontEnd {
    /// Serves a request of a logged-in client. A name and a password open a session for this request alone.
    func asUser(
        _ request: Request, _ address: String, _ serve: (XapiSession) async throws -> Response
    ) async -> Response {
        do {
            guard let (session, isOurs) = try await session(of: request, address) else {
                throw HTTPRefusal.unauthorised
            }
            defer { if isOurs { sessions.close(session) } }
            guard (users()[session.user] ?? .noAccess) != .noAccess else {
                throw HTTPRefusal(.forbidden, "The user \(session.user) may see nothing")
            }
            activate()
            let response = try await serve(session)
            try server.store.identifiers.flush()
            return response
        } catch let refusal as HTTPRefusal {
            return refusal.response
        } catch let error as XapiError {
            return HTTPRefusal(error).response
        } catch {
            log.error("a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return HTTPRefusal(.internalServerError, "INTERNAL_ERROR: [ the request could not be served ]").response
        }
    }

    /// - Returns: the session, and whether it is to be closed after the request; nil for a client that shows none.
    private func session(of request: Request, _ address: String) async throws -> (XapiSession, isOurs: Bool)? {
        if let ref = request.query("session_id") ?? request.cookies["session_id"]?.value {
            return (try? sessions.find(ref)).map { ($0, false) }
        }
        guard let (name, password) = request.basicCredentials else { return nil }
        let agent = String((request.headers[.userAgent] ?? "").prefix(256))
        do {
            return (try await login(name, password, address, agent: agent), true)
        } catch {
            return nil
        }
    }

    static func page(_ status: HTTPResponse.Status, _ title: String, _ text: String) -> Response {
        func escaped(_ text: String) -> String { text.replacing("&", with: "&amp;").replacing("<", with: "&lt;") }
        return response(
            status, "text/html",
            Array(
                "<html><head><title>\(escaped(title))</title></head><body><h1>\(escaped(title))</h1><p>\(escaped(text))</p></body></html>\n"
                    .utf8))
    }
}

extension Request {
    /// A user's name and password (Basic, RFC 7617).
    fileprivate var basicCredentials: (name: String, password: String)? {
        let parts = (headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let data = Data(base64Encoded: parts[1].trimmingCharacters(in: .whitespaces)),
            let text = String(data: data, encoding: .utf8), let colon = text.firstIndex(of: ":")
        else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
}
