import Agents
import Bus
import Foundation
import Generic
import XML

/// What each platform does with each command, as the command tables say, in Markdown (`docs/support-matrix.md`).
public struct SupportMatrix: Sendable {
    private struct Row {
        var command: String
        /// By platform.
        var performances: [String: CommandTable.Performance]
    }

    private let rows: [Row]
    private let tables: [CommandTable]
    private let platforms: [PlatformMappings]

    public init(_ mappings: Mappings) {
        platforms = mappings.platforms.values.sorted { $0.name < $1.name }
        let tables = platforms.map { CommandTable($0) }
        self.tables = tables
        rows = mappings.union.all("command").map { command in
            let name = command["name"] ?? ""
            let everywhere = CommandTable.brokered(command)
            let performances = tables.compactMap { table in
                (everywhere ?? table.performs[name]).map { (table.platform, $0) }
            }
            return Row(command: name, performances: Dictionary(performances, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// - Parameter directory: `Mappings`.
    /// - Throws: ``StartError`` with one line for each fault of the mappings.
    public static func markdown(of directory: URL) throws(StartError) -> String {
        SupportMatrix(try MappingCheck.load(directory)).markdown
    }

    public var markdown: String {
        ([SupportMatrix.introduction, overview] + platforms.map(accepted) + [reasons]).joined(separator: "\n") + "\n"
    }

    private static let introduction = """
        # Support matrix

        What hosts of each platform do with each command, and what the commands of each protocol become there. Made from the
        command tables (`Mappings/*/commands.xml`) by `dragoman support-matrix`; a test holds it against them.

        | word | meaning |
        | --- | --- |
        | native | one call of the host's own |
        | composed | several calls, undone as far as they can be when one fails |
        | brokered | done by a service of ours |
        | refused | not done; the client is told so by its own protocol's error for the fault in parentheses |

        `*`: the calls depend on what the machine is like at that time; `(*)`: in some cases.

        """

    // MARK: - Tables

    private var names: [String] { tables.map(\.platform) }

    private func cells(_ command: String) -> [String] {
        let row = rows.first { $0.command == command }
        return names.map { row?.performances[$0].map(SupportMatrix.cell) ?? "" }
    }

    private static func cell(_ performance: CommandTable.Performance) -> String {
        if let fault = performance.fault { return "\(performance.how.rawValue) (\(fault.rawValue))" }
        switch performance.data {
        case .never: return performance.how.rawValue
        case .always: return "\(performance.how.rawValue) *"
        case .when: return "\(performance.how.rawValue) (*)"
        }
    }

    private var overview: String {
        let lines = rows.map { SupportMatrix.line(["`\($0.command)`"] + cells($0.command)) }
        return "## Generic commands\n\n" + SupportMatrix.head(["command"] + names) + lines.joined()
            + "\n[Why](#reasons)\n"
    }

    /// What a client of a protocol may send.
    private func accepted(_ platform: PlatformMappings) -> String {
        let lines = (platform.table.first("accepts")?.all("command") ?? []).map { command in
            let generic = command["generic"] ?? ""
            return SupportMatrix.line(["`\(command["native"] ?? "")`", "`\(generic)`"] + cells(generic))
        }
        let answers = (platform.table.first("answers")?.all("command") ?? []).compactMap { $0["native"] }
        var text = "## What clients of \(platform.name) send\n\n"
        text += SupportMatrix.head(["native", "generic"] + names) + lines.joined()
        if !answers.isEmpty {
            text += "\nAnswered from the mirror, whatever the platform:\n\n" + answers.map { "- `\($0)`\n" }.joined()
        }
        return text
    }

    private var reasons: String {
        var text = "## Reasons\n"
        for row in rows {
            text += "\n### \(row.command)\n\n"
            let known = names.compactMap { name in row.performances[name].map { (name, $0) } }
            // What is ours for all platforms has one reason.
            if let first = known.first?.1, known.allSatisfy({ $0.1 == first }) {
                text += "- \(SupportMatrix.cell(first)): \(first.because)\n"
                continue
            }
            for (name, performance) in known {
                text += "- \(name), \(SupportMatrix.cell(performance)): \(performance.because)\n"
            }
        }
        return text
    }

    private static func head(_ titles: [String]) -> String {
        line(titles) + "|" + String(repeating: " --- |", count: titles.count) + "\n"
    }

    private static func line(_ cells: [String]) -> String {
        "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
}
