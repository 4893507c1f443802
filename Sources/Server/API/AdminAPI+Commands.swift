import Agents
import Bus
import Foundation
import Generic
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Store
import XML

extension AdminAPI {
    /// Takes a generic command. 202 and its task; with `wait`, 200 and the task as it ended.
    func command(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try Query(request, known: ["wait"])
        let wait = try query.number("wait", in: 0...300, default: 0)
        var request = request
        let body = try await request.collectBody(upTo: settings.limits.requestBytes)
        let trace = server.traces.begin()
        let command = try Command(try parse(Data(body.readableBytesView), request.headers[.contentType]))
        trace.record("parser", "api", document: Document(command.element))
        let client = Client(
            protocolName: "api", user: context.user, authority: .role(context.role), address: context.address,
            session: ["user": context.user])
        let entry = try server.accept(command, from: client, trace: trace)
        if wait > 0 { await finish(of: entry.id, atMost: .seconds(wait)) }
        let now = server.store.journal.entry(entry.id) ?? entry
        return Representation(request).response(
            now.task, status: now.state == .done ? .ok : .accepted, headers: [.location: "/api/v1/tasks/\(entry.id)"])
    }

    private func parse(_ body: Data, _ contentType: String?) throws -> Element {
        let type = contentType?.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        switch type {
        case "application/xml", "text/xml":
            do {
                return try Document(
                    parsing: body, limits: ParserLimits(bytes: settings.limits.requestBytes, elements: 10_000)
                ).root
            } catch {
                throw Problem(.invalidArgument, "The body is not acceptable XML: \(error)")
            }
        case nil, "application/json", "application/x-www-form-urlencoded":
            // The last is what curl says of any body if it is told nothing.
            let json: JSON
            do {
                json = try JSON(parsing: body)
            } catch {
                throw Problem(.invalidArgument, "The body is not JSON")
            }
            return try GenericJSON.command(json)
        default:
            throw Problem(
                .invalidArgument, "The body must be application/json or application/xml", status: .unsupportedMediaType,
                headers: [.accept: "application/json, application/xml"])
        }
    }

    private func finish(of task: String, atMost limit: Duration) async {
        let deadline = ContinuousClock.now + limit
        for await _ in server.updates.pulses(every: .milliseconds(500), where: { $0.id == task }) {
            if server.store.journal.entry(task)?.state == .done || ContinuousClock.now >= deadline { return }
        }
    }
}
