import Agents
import Foundation
import Hummingbird
import HummingbirdCore
import Store

extension AdminAPI {
    /// The latest commands, newest first.
    func tasks(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try Query(request, known: ["limit", "after", "target"])
        let limit = Int(try query.number("limit", in: 1...1000, default: 100))
        let before = query["after"] == nil ? nil : try query.number("after", in: 0...Int64.max, default: 0)
        let entries = try server.store.journal.recent(
            limit: limit, before: before, target: query["target"]?.lowercased())
        let next = entries.count == limit ? entries.last.map { "\($0.seq)" } : nil
        return Representation(request).response(entries.map(\.task), next: next)
    }

    func task(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try Query(request, known: [])
        let id = context.part("id").lowercased()
        guard let entry = server.store.journal.entry(id) else { throw Problem.notFound("task", id) }
        return Representation(request).response(entry.task)
    }
}
