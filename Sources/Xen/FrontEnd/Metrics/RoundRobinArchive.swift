import Foundation
import Generic

/// A database as a whole, all archives, in the form of rrdtool's dump: the answer of `/vm_rrd` and `/host_rrd`.
struct RoundRobinArchive: Sendable {
    /// What becomes of several values: nothing else is kept.
    static let function = "AVERAGE"
    private static let version = "0003"
    /// The share of a row's time that may be unknown.
    private static let unknownShare = 0.5

    private let database: RoundRobinDatabase?
    private let table: RoundRobinTable
    /// Seconds since 1970.
    private let end: Int

    /// - Parameters:
    ///   - database: nil for an object that was not measured.
    ///   - end: of the newest value there is, seconds since 1970.
    init(_ database: RoundRobinDatabase?, _ table: RoundRobinTable, end: Int) {
        self.database = database
        self.table = table
        self.end = end
    }

    private struct Source {
        var name: String
        var most: Double
        var latest: Double
    }

    private var sources: [Source] {
        guard let database else { return [] }
        let latest = database.values(end - table.step..<end)
        return zip(database.columns, latest).map { column, value in
            Source(name: column.name, most: column.source.most ?? .infinity, latest: value)
        }
    }

    /// The oldest first.
    private func rows(_ archive: RoundRobinTable.Archive) -> [[String]] {
        guard let database else { return [] }
        let last = end / archive.step * archive.step
        return (0..<archive.rows).reversed().map { index in
            let time = last - index * archive.step
            return database.values(time - archive.step..<time).map(RoundRobinText.number)
        }
    }

    /// Writes it part by part.
    func writeXML(_ write: (String) async throws -> Void) async throws {
        let element = RoundRobinText.element
        let number = RoundRobinText.number
        try await write(
            RoundRobinText.declaration + "<rrd>" + element("version", RoundRobinArchive.version)
                + element("step", "\(table.step)") + element("lastupdate", "\(end)"))
        let sources = sources
        for source in sources {
            try await write(
                "<ds>" + element("name", source.name) + element("type", "GAUGE")
                    + element("minimal_heartbeat", number(Double(table.heartbeat))) + element("min", number(0))
                    + element("max", number(source.most)) + element("last_ds", number(source.latest))
                    + element("value", number(0)) + element("unknown_sec", "0") + "</ds>")
        }
        for archive in table.archives {
            let prepared =
                "<ds>" + element("primary_value", number(0)) + element("secondary_value", number(0))
                + element("value", number(0)) + element("unknown_datapoints", "0") + "</ds>"
            try await write(
                "<rra>" + element("cf", RoundRobinArchive.function) + element("pdp_per_row", "\(archive.steps)")
                    + "<params>" + element("xff", number(RoundRobinArchive.unknownShare)) + "</params><cdp_prep>"
                    + String(repeating: prepared, count: sources.count) + "</cdp_prep><database>")
            for row in rows(archive) {
                try await write("<row>" + row.map { "<v>\($0)</v>" }.joined() + "</row>")
            }
            try await write("</database></rra>")
        }
        try await write("</rrd>")
    }

    /// Writes it part by part, every number as text.
    func writeJSON(_ write: (String) async throws -> Void) async throws {
        func number(_ value: Double) -> JSON { .text(RoundRobinText.number(value)) }
        let described = sources.map { source in
            JSON.fields([
                "name": .text(source.name), "type": "GAUGE", "minimal_heartbeat": number(Double(table.heartbeat)),
                "min": number(0), "max": number(source.most), "last_ds": number(source.latest), "value": number(0),
                "unknown_sec": number(0),
            ])
        }
        let head = JSON.fields([
            "version": .text(RoundRobinArchive.version), "step": .text("\(table.step)"),
            "lastupdate": number(Double(end)),
            "ds": .array(described),
        ])
        try await write(head.serialized.dropLast() + ",\"rra\":[")
        let prepared = JSON.fields([
            "primary_value": number(0), "secondary_value": number(0), "value": number(0), "unknown_datapoints": "0",
        ])
        for (index, archive) in table.archives.enumerated() {
            let one = JSON.fields([
                "cf": .text(RoundRobinArchive.function), "pdp_per_row": .text("\(archive.steps)"),
                "params": .fields(["xff": number(RoundRobinArchive.unknownShare)]),
                "cdp_prep": .fields(["ds": .array(Array(repeating: prepared, count: described.count))]),
                "database": .array(rows(archive).map { .array($0.map { .text($0) }) }),
            ])
            try await write((index > 0 ? "," : "") + one.serialized)
        }
        try await write("]}")
    }
}
