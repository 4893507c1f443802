import Endpoints
import Foundation

/// A session with the master of a pool.
struct PoolSession: Sendable {
    let client: XapiClient
    let ref: String

    /// A call in this session.
    /// - Throws: ``XapiError`` or ``EndpointError``.
    func call(_ method: String, _ parameters: XapiValue..., timeout: Duration? = nil) async throws -> XapiValue {
        try await call(method, with: parameters, timeout: timeout)
    }

    func call(
        _ method: String, with parameters: [XapiValue], mark: String? = nil, timeout: Duration? = nil
    ) async throws -> XapiValue {
        try await client.call(method, [.string(ref)] + parameters, mark: mark, timeout: timeout)
    }

    /// Where a file of the server is asked for, in this session.
    func path(_ name: String, _ query: KeyValuePairs<String, String>) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/")
        let parts = [("session_id", ref)] + query.map { ($0.key, $0.value) }
        let text = parts.map { "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: plain) ?? "")" }
        return client.path("\(name)?\(text.joined(separator: "&"))")
    }

    func logout() async {
        _ = try? await call("session.logout", timeout: .seconds(2))
    }

    /// What has happened since a token was given.
    /// - Parameter wait: how long the server is to wait for something to happen; nothing: what it has by now.
    func events(since token: XapiToken, wait: Duration = .zero) async throws -> XapiEvents {
        let seconds = Double(wait.components.seconds) + Double(wait.components.attoseconds) / 1e18
        let timeout = wait == .zero ? client.timing.call : wait + client.timing.grace
        let answer = try await call(
            "event.from", .strings(PoolRecords.eventClasses), .string(token.text), .double(seconds), timeout: timeout)
        guard let events = XapiEvents(answer) else { throw EndpointError(.sent, "event.from gave no events") }
        return events
    }
}

/// How a pool is reached once it is: one session for calls, and one that waits for events.
struct XapiLink: Sendable {
    var calls: PoolSession
    let events: PoolSession

    func logout() async {
        await calls.logout()
        await events.logout()
    }
}

extension XapiError {
    /// The session is gone, or the events from one token on: everything has to be read again. Nothing has been done.
    var endsEvents: Bool {
        endsSession || ["EVENTS_LOST", "EVENT_FROM_TOKEN_PARSE_FAILURE", "HOST_IS_SLAVE"].contains(code)
    }

    var endsSession: Bool {
        code == "SESSION_INVALID" || code == "HANDLE_INVALID" && parameters.first?.lowercased() == "session"
    }

    var isLoginRefusal: Bool { code == "SESSION_AUTHENTICATION_FAILED" }
}

extension XapiError: CustomStringConvertible {
    var description: String { parameters.isEmpty ? code : "\(code) (\(parameters.joined(separator: ", ")))" }
}
