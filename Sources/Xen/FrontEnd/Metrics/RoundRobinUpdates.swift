import Foundation
import Generic

/// The values of several databases in rows, the newest first: the answer of `/rrd_updates`, in the form of rrdtool's xport.
struct RoundRobinUpdates: Sendable {
    private let databases: [RoundRobinDatabase]
    /// Seconds.
    private let step: Int
    /// Seconds since 1970: no row is of a time before the start, and the last is of the end.
    private let start: Int
    private let end: Int
    private let rows: Int
    private let legend: [String]

    /// - Parameters:
    ///   - start: seconds since 1970.
    ///   - end: of the newest value there is, seconds since 1970.
    init(_ databases: [RoundRobinDatabase], _ archive: RoundRobinTable.Archive, start: Int, end: Int) {
        self.databases = databases
        step = archive.step
        let last = end / step * step
        self.end = last
        self.start = start / step * step + step
        rows = databases.isEmpty || last < start ? 0 : min(archive.rows, (last - start) / step + 1)
        legend = databases.flatMap { database in
            database.columns.map { "\(RoundRobinArchive.function):\(database.kind):\(database.uuid):\($0.name)" }
        }
    }

    private func row(_ index: Int) -> (time: Int, values: [String]) {
        let time = end - index * step
        return (time, databases.flatMap { $0.values(time - step..<time) }.map(RoundRobinText.number))
    }

    private var meta: KeyValuePairs<String, Int> {
        ["start": start, "step": step, "end": end, "rows": rows, "columns": legend.count]
    }

    /// Writes it part by part.
    func writeXML(_ write: (String) async throws -> Void) async throws {
        let element = RoundRobinText.element
        try await write(
            RoundRobinText.declaration + "<xport><meta>" + meta.map { element($0.key, "\($0.value)") }.joined()
                + "<legend>" + legend.map { element("entry", $0) }.joined() + "</legend></meta><data>")
        for index in 0..<rows {
            let (time, values) = row(index)
            try await write("<row>" + element("t", "\(time)") + values.map { "<v>\($0)</v>" }.joined() + "</row>")
        }
        try await write("</data></xport>")
    }

    /// Numbers are text, as in XAPI since 23.31: JSON has no other way to say that one is not known.
    func writeJSON(_ write: (String) async throws -> Void) async throws {
        let members = meta.map { JSON.Member($0.key, .text("\($0.value)")) }
        let head = JSON.object(members + [.init("legend", .array(legend.map { .text($0) }))])
        try await write("{\"meta\":\(head.serialized),\"data\":[")
        for index in 0..<rows {
            let (time, values) = row(index)
            let row = JSON.fields(["t": .text("\(time)"), "values": .array(values.map { .text($0) })])
            try await write((index > 0 ? "," : "") + row.serialized)
        }
        try await write("]}")
    }
}
