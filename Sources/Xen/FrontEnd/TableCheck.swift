import Bus
import Foundation
import XML

/// Holds the tables of this front end against their schemas, and against what they speak of.
public enum TableCheck {
    /// - Parameter directory: `Mappings`.
    /// - Returns: what is wrong with them.
    public static func faults(in directory: URL) -> [MappingError] {
        let folder = directory.appendingPathComponent(RecordBook.protocolName)
        do {
            let table = try XapiFrontEnd.roundRobin(in: directory)
            let schema = try XapiSchema(contentsOf: folder.appendingPathComponent("schema.txt"))
            let metrics = try Document(
                parsing: Data(contentsOf: directory.appendingPathComponent("generic/metrics.xml")), limits: .trusted)
            return table.faults(schema, Set(metrics.root.all("metric").compactMap { $0["name"] })).map {
                MappingError(file: file, reason: $0)
            }
        } catch let error as XMLError {
            return [MappingError(file: file, line: error.line, reason: error.reason)]
        } catch {
            return [MappingError(file: file, reason: "\(error)")]
        }
    }

    private static var file: String { "\(RecordBook.protocolName)/rrd.xml" }
}

extension RoundRobinTable {
    /// What it speaks of and there is not.
    fileprivate func faults(_ schema: XapiSchema, _ metrics: Set<String>) -> [String] {
        var faults: [String] = []
        func check(_ place: Place?) {
            guard let place, schema[place.className]?.field(place.field) == nil else { return }
            faults.append("there is no field '\(place.field)' of the class '\(place.className)'")
        }
        for devices in devices { check(Place("\(devices.className).\(devices.field)")) }
        for object in objects {
            check(object.main)
            for field in object.fields { check(field.place) }
            for source in object.sources + object.fields.map(\.source) {
                check(source.base)
                check(source.condition?.place)
                if let metric = source.metric, !metrics.contains(metric) {
                    faults.append("'\(source.name)' is made of '\(metric)', which generic/metrics.xml has not")
                }
                if source.devices != nil, !source.name.contains("{device}") {
                    faults.append("'\(source.name)' has the same name for all devices")
                }
            }
        }
        return faults
    }
}

extension XapiFrontEnd {
    /// - Parameter directory: `Mappings`.
    /// - Throws: ``XMLError``, or what keeps the files from being read.
    static func roundRobin(in directory: URL) throws -> RoundRobinTable {
        let folder = directory.appendingPathComponent(RecordBook.protocolName)
        return try RoundRobinTable(
            contentsOf: folder.appendingPathComponent("rrd.xml"), schema: folder.appendingPathComponent("rrd.rng"))
    }
}
