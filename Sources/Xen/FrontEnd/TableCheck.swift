import Bus
import Foundation
import XML

/// Holds the tables of this front end against their schemas.
public enum TableCheck {
    /// - Parameter directory: `Mappings`.
    /// - Returns: what is wrong with them.
    public static func faults(in directory: URL) -> [MappingError] {
        do {
            _ = try XapiFrontEnd.roundRobin(in: directory)
            return []
        } catch let error as XMLError {
            return [MappingError(file: file, line: error.line, reason: error.reason)]
        } catch {
            return [MappingError(file: file, reason: "\(error)")]
        }
    }

    private static var file: String { "\(RecordBook.protocolName)/rrd.xml" }
}

extension XapiFrontEnd {
    static func roundRobin(in directory: URL) throws -> RoundRobinTable {
        let folder = directory.appendingPathComponent(RecordBook.protocolName)
        return try RoundRobinTable(
            contentsOf: folder.appendingPathComponent("rrd.xml"), schema: folder.appendingPathComponent("rrd.rng"))
    }
}
