import HTTPTypes
import Hummingbird

/// Answers for several hosts on one port: each by the name that the client calls it, in the Host header or, if no host has
/// the name there, when TLS began.
struct NameResponder: HTTPResponder {
    /// By name, lower case.
    let named: [String: RouterResponder<ClientContext>]
    /// For all other names; nil: they are refused.
    let other: RouterResponder<ClientContext>?

    func respond(to request: Request, context: ClientContext) async throws -> Response {
        let called = request.head.authority.flatMap { named[Self.name(in: $0)] }
        guard let responder = if let called { called } else { await context.serverName.flatMap({ named[$0] }) ?? other }
        else {
            // RFC 9110, 15.5.20.
            return Response(status: .misdirectedRequest)
        }
        return try await responder.respond(to: request, context: context)
    }

    /// The name without its port.
    private static func name(in authority: String) -> String {
        let name = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        return String(name).lowercased()
    }
}
