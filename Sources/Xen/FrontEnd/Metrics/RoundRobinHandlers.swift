import Agents
import Brokers
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Store

/// What has been measured, for those who ask by HTTP (XenAPI: "Getting performance statistics").
extension XapiFrontEnd {
    func addMetricRoutes<Context: RequestContext>(
        to router: Router<Context>, address: @escaping @Sendable (Context) -> String
    ) {
        router.get("/rrd_updates") { request, context in
            await asUser(request, address(context)) { _ in try await rrdUpdates(request) }
        }
        router.get("/vm_rrd") { request, context in
            await asUser(request, address(context)) { _ in
                guard let uuid = request.query("uuid") else {
                    throw HTTPRefusal(.badRequest, "The parameter uuid is missing")
                }
                return try await rrd("vm", uuid: uuid, request)
            }
        }
        router.get("/host_rrd") { request, context in
            await asUser(request, address(context)) { _ in try await rrd("host", uuid: request.query("uuid"), request) }
        }
    }

    /// Everything that was measured since a time: of the VMs, and with `host` of the hosts.
    private func rrdUpdates(_ request: Request) async throws -> Response {
        guard let text = request.query("start"), let given = Int(text), given.magnitude < 1 << 40 else {
            throw HTTPRefusal(.badRequest, "The parameter start must be a time in seconds since 1970")
        }
        let interval = request.query("interval").flatMap { Int($0) } ?? 0
        let now = Int(Date().timeIntervalSince1970)
        // XAPI counts a negative one from the newest value.
        let start = given < 0 ? max(0, now + given) : given
        guard let archive = roundRobin.archive(interval: interval, start: start, end: now) else {
            throw HTTPRefusal(.internalServerError, "No archive is kept")
        }
        let uuid = request.query("uuid") ?? request.query("vm_uuid")
        var databases: [RoundRobinDatabase] = []
        // An archive of another function than the average is never kept.
        if isKept(request.query("cf")) {
            let after = max(start, now - archive.step * (archive.rows + 1)) - archive.step
            for object in roundRobin.objects where object.kind != "host" || request.says("host") {
                databases += try await self.databases(object, uuid: object.kind == "host" ? nil : uuid, after: after)
            }
        }
        let updates = RoundRobinUpdates(
            databases, archive, start: start, end: databases.compactMap(\.end).max() ?? now)
        return document(request) { isJSON, write in
            if isJSON { try await updates.writeJSON(write) } else { try await updates.writeXML(write) }
        }
    }

    /// All that is kept of one object.
    private func rrd(_ kind: String, uuid: String?, _ request: Request) async throws -> Response {
        guard let object = roundRobin.object(kind), let record = try await find(object, uuid: uuid) else {
            throw HTTPRefusal(.notFound, "UUID_INVALID: [ \(kind); \(uuid ?? "") ]")
        }
        let now = Int(Date().timeIntervalSince1970)
        let oldest = roundRobin.archives.map { $0.step * ($0.rows + 1) }.max() ?? 0
        let database = try database(object, record, after: now - oldest)
        let archive = RoundRobinArchive(database, roundRobin, end: database?.end ?? now)
        return document(request) { isJSON, write in
            if isJSON { try await archive.writeJSON(write) } else { try await archive.writeXML(write) }
        }
    }

    private func isKept(_ function: String?) -> Bool {
        guard let function else { return true }
        // The documentation abbreviates it.
        return function.count >= 3 && RoundRobinArchive.function.hasPrefix(function.uppercased())
    }

    // MARK: - Objects

    private func databases(_ object: RoundRobinTable.Object, uuid: String?, after: Int) async throws
        -> [RoundRobinDatabase]
    {
        if let uuid {
            let record = try await find(object, uuid: uuid)
            return try record.flatMap { try database(object, $0, after: after) }.map { [$0] } ?? []
        }
        return try await book.refs(of: object.className).compactMap { try database(object, $0, after: after) }
    }

    private func database(_ object: RoundRobinTable.Object, _ ref: String, after: Int) throws -> RoundRobinDatabase? {
        guard let holder = book.knownHolder(ref), !metrics.keys(of: holder).isEmpty else { return nil }
        let records = try book.records(of: holder)
        // A snapshot is of its machine's view, and was never measured.
        guard records.first?.ref == ref else { return nil }
        return try RoundRobinDatabase(object, holder, records, roundRobin, metrics, server.store.mirror, after: after)
    }

    /// The reference of an object; without a UUID, of the one that answers for itself.
    private func find(_ object: RoundRobinTable.Object, uuid: String?) async throws -> String? {
        if let uuid { return try await book.find(object.className, uuid: uuid)?.ref }
        guard let main = object.main else { return nil }
        let named = try await book.all(main.className).first?.fields[main.field]?.text
        if let named, try await book.record(object.className, named) != nil { return named }
        return await book.refs(of: object.className).first
    }

    // MARK: - Documents

    private func document(
        _ request: Request,
        _ body: @escaping @Sendable (_ isJSON: Bool, _ write: (String) async throws -> Void) async throws -> Void
    ) -> Response {
        let isJSON = request.says("json")
        var headers = HTTPFields()
        headers[.contentType] = isJSON ? "application/json" : "text/xml"
        headers[.accessControlAllowOrigin] = "*"
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                var buffer = ByteBuffer()
                try await body(isJSON) { text in
                    buffer.writeString(text)
                    guard buffer.readableBytes > 64 << 10 else { return }
                    try await writer.write(buffer)
                    buffer.clear()
                }
                if buffer.readableBytes > 0 { try await writer.write(buffer) }
                try await writer.finish(nil)
            })
    }
}

extension Request {
    /// A parameter; nil if it is missing or empty.
    func query(_ name: String) -> String? {
        uri.queryParameters[Substring(name)].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether a parameter is there and does not say no.
    func says(_ name: String) -> Bool {
        guard let value = uri.queryParameters[Substring(name)] else { return false }
        return !["false", "0"].contains(value.lowercased())
    }
}
