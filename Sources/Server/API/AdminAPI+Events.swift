import Agents
import Bus
import Foundation
import Generic
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import ServiceLifecycle
import Store
import XML

extension AdminAPI {
    /// Events as they happen (server-sent events), from the one after `Last-Event-ID` or `since`, else from now.
    func events(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try Query(request, known: ["since"])
        let latest = server.store.events.latest()
        let given = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { Int64($0) }
        let since = try given ?? query.number("since", in: 0...Int64.max, default: latest)
        guard let ticket = streams.enter() else {
            throw Problem(.busy, "Too many event streams are open", headers: [.retryAfter: "10"])
        }
        // A number from another database's future would wait for ever.
        let start = min(since, latest)
        let server = server
        let body = ResponseBody { writer in
            defer { withExtendedLifetime(ticket) {} }
            var position = start
            try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
            let pulses = server.updates.pulses(every: .seconds(15), where: { $0.type == Update.event })
            for await pulse in pulses.cancelOnGracefulShutdown() {
                var isSilent = true
                while true {
                    let events = try server.store.events.since(position, limit: 500)
                    guard let last = events.last else { break }
                    try await writer.write(ByteBuffer(string: events.map(\.streamed).joined()))
                    position = last.seq
                    isSilent = false
                }
                if isSilent, pulse == .time { try await writer.write(ByteBuffer(string: ": still here\n\n")) }
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }
}

extension Event {
    /// The event as one message of a stream.
    var streamed: String {
        "id: \(seq)\nevent: \(type)\ndata: \(GenericJSON.json(element).serialized)\n\n"
    }
}
