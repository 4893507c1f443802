import Bus
import Foundation
import XML

/// Holds the tables of this front end against their schemas.
public enum TableCheck {
    /// - Parameter directory: `Mappings`.
    /// - Returns: what is wrong with them.
    public static func faults(in directory: URL) -> [MappingError] {
        let folder = directory.appendingPathComponent(Presentation.protocolName)
        func check(_ name: String, _ load: (_ table: URL, _ schema: URL) throws -> Void) -> [MappingError] {
            let file = "\(Presentation.protocolName)/\(name).xml"
            do {
                try load(folder.appendingPathComponent("\(name).xml"), folder.appendingPathComponent("\(name).rng"))
                return []
            } catch let error as XMLError {
                return [MappingError(file: file, line: error.line, reason: error.reason)]
            } catch {
                return [MappingError(file: file, reason: "\(error)")]
            }
        }
        return check("rights") { _ = try RightsTable(contentsOf: $0, schema: $1) }
            + check("options") { _ = try OptionTable(contentsOf: $0, schema: $1) }
            + check("service-actions") { _ = try ServiceActions(contentsOf: $0, schema: $1) }
    }
}
