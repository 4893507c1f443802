import Bus
import Foundation
import Testing
import XML

@testable import Server

@Suite struct SupportMatrixTests {
    private var file: URL { Repository.root.appendingPathComponent("docs/support-matrix.md") }

    /// `DRAGOMAN_REGENERATE=1` writes it.
    @Test func theDocumentIsWhatTheTablesSay() throws {
        let text = try SupportMatrix.markdown(of: Repository.mappings)
        if ProcessInfo.processInfo.environment["DRAGOMAN_REGENERATE"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text, "run it again with DRAGOMAN_REGENERATE=1")
    }

    @Test func eachCommandHasItsCells() throws {
        let mappings = try MappingCheck.load(Repository.mappings)
        let lines = SupportMatrix(mappings).markdown.split(separator: "\n").map(String.init)
        for command in mappings.union.all("command").compactMap({ $0["name"] }) {
            let line = try #require(lines.first { $0.hasPrefix("| `\(command)` |") })
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                !$0.isEmpty
            }
            #expect(cells.count == 1 + mappings.platforms.count, "\(line)")
            #expect(lines.contains("### \(command)"))
        }
        for platform in mappings.platforms.values {
            for command in platform.table.first("accepts")?.all("command") ?? [] {
                let start = "| `\(command["native"] ?? "")` | `\(command["generic"] ?? "")` |"
                #expect(lines.contains { $0.hasPrefix(start) }, "\(start)")
            }
        }
    }
}
