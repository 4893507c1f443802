import Agents
import Bus
import Foundation
import Generic
import Hummingbird
import HummingbirdCore

extension AdminAPI {
    /// The latest traces, newest first.
    func traces(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try Query(request, known: ["limit"])
        let limit = Int(try query.number("limit", in: 1...1000, default: 50))
        let items = server.traces.latest(limit).map { trace in
            let stages = trace.stages
            return JSON.fields([
                "id": .text(trace.id), "started": .text(trace.started.generic),
                "stages": .array(stages.map { .text($0.name) }),
                "decision": stages.first { $0.name == "decision" }.map { .text($0.note) },
            ])
        }
        return Representation.response(.fields(["items": .array(items)]))
    }

    /// What one message was at each stage.
    func trace(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try Query(request, known: [])
        let id = context.part("id")
        guard let trace = server.traces[id] else { throw Problem.notFound("trace", id) }
        let stages = trace.stages.map { stage in
            JSON.fields([
                "name": .text(stage.name), "note": stage.note.isEmpty ? nil : .text(stage.note),
                "time": .text(stage.time.generic), "document": stage.document.map { .text($0) },
            ])
        }
        return Representation.response(
            .fields(["id": .text(trace.id), "started": .text(trace.started.generic), "stages": .array(stages)]))
    }
}
