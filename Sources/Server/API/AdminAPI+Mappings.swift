import Agents
import Bus
import Foundation
import Generic
import Hummingbird
import HummingbirdCore
import XML

extension AdminAPI {
    /// What is mapped, and how each platform performs each generic command.
    func mappings(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try Query(request, known: [])
        let mappings = server.engine.mappings
        let platforms = mappings.platforms.values.sorted { $0.name < $1.name }
        let tables = platforms.map { CommandTable($0) }
        let matrix = mappings.union.all("command").map { command in
            let name = command["name"] ?? ""
            let everywhere = CommandTable.brokered(command)
            let cells = tables.compactMap { table in
                (everywhere ?? table.performs[name]).map { JSON.Member(table.platform, Self.cell($0)) }
            }
            return JSON.fields([
                "command": .text(name), "target": command["target"].map { .text($0) }, "platforms": .object(cells),
            ])
        }
        return Representation.response(
            .fields(["platforms": .array(platforms.map(Self.description)), "commands": .array(matrix)]))
    }

    private static func description(_ platform: PlatformMappings) -> JSON {
        let types = platform.types.entries.map { entry in
            JSON.fields([
                "generic": .text(entry.generic), "native": .text(entry.native), "pattern": .text(entry.pattern),
            ])
        }
        let accepts = (platform.table.first("accepts")?.all("command") ?? []).map { command in
            JSON.fields([
                "native": command["native"].map { .text($0) }, "generic": command["generic"].map { .text($0) },
            ])
        }
        let stylesheets = Step.allCases.filter { platform.stylesheets[$0] != nil }.map {
            JSON.text("\($0.rawValue).xsl")
        }
        return .fields([
            "name": .text(platform.name), "stylesheets": .array(stylesheets), "types": .array(types),
            "accepts": .array(accepts),
        ])
    }

    private static func cell(_ performance: CommandTable.Performance) -> JSON {
        let (data, condition): (String, String?) =
            switch performance.data {
            case .never: ("never", nil)
            case .always: ("always", nil)
            case .when(let expression): ("when", expression)
            }
        let isRefused = performance.how == .refused
        return .fields([
            "how": .text(performance.how.rawValue), "data": isRefused ? nil : .text(data),
            "when": condition.map { .text($0) },
            "fault": performance.fault.map { .text($0.rawValue) }, "because": .text(performance.because),
        ])
    }
}
