import Agents
import Brokers
import Foundation
import Generic
import Store
import XML

/// The data sources of one object, and their values at any time.
struct RoundRobinDatabase: Sendable {
    struct Column: Sendable {
        var name: String
        var source: RoundRobinTable.Source
        /// The present value of the field that it is based on.
        var base: Double
        /// The place of its metric in the timeline; nil if it needs none.
        var place: Int?
    }

    let uuid: String
    let kind: String
    let columns: [Column]
    private let timeline: MetricTimeline

    /// - Parameters:
    ///   - holder: the object's generic identifier.
    ///   - records: its own record first, and those that it comes with.
    ///   - after: nothing that ended before is read, seconds since 1970.
    /// - Returns: nil for what was not measured.
    /// - Throws: `StoreError`.
    init?(
        _ object: RoundRobinTable.Object, _ holder: String, _ records: [XapiRecord], _ table: RoundRobinTable,
        _ metrics: MetricBroker, _ mirror: Mirror, after: Int
    ) throws {
        guard let record = records.first, record.className == object.className,
            let uuid = record.fields["uuid"]?.text
        else { return nil }
        let measured = metrics.keys(of: holder)
        guard !measured.isEmpty else { return nil }
        var devices: [String: String]?
        var keys: [MetricKey] = []
        var columns: [Column] = []
        for source in object.sources {
            guard source.condition.map({ records.text($0.place) == $0.value }) != false else { continue }
            let base = source.base.map { records.text($0).flatMap(Double.init) ?? .nan } ?? 0
            guard !base.isNaN else { continue }
            guard let metric = source.metric else {
                columns.append(Column(name: source.name, source: source, base: base, place: nil))
                continue
            }
            for key in measured where key.metric == metric && key.instance.isEmpty == (source.devices == nil) {
                var name = source.name
                if let kind = source.devices {
                    if devices == nil { devices = try RoundRobinDatabase.devices(of: holder, records, table, mirror) }
                    guard let device = devices?["\(kind) \(key.instance)"] else { continue }
                    name = name.replacing("{device}", with: device)
                }
                keys.append(key)
                columns.append(Column(name: name, source: source, base: base, place: keys.count - 1))
            }
        }
        guard !keys.isEmpty else { return nil }
        self.uuid = uuid
        kind = object.kind
        self.columns = columns.sorted { $0.name < $1.name }
        timeline = try MetricTimeline(of: holder, keys, after: after, metrics)
    }

    /// Up to when something is known, seconds since 1970.
    var end: Int? { timeline.end }

    /// A value for each column, the mean over some time; NaN where it is not known.
    func values(_ time: Range<Int>) -> [Double] {
        let means = timeline.means(time)
        // What is not measured is told of the times at which something was.
        let isKnown = means.contains { !$0.isNaN }
        return columns.map { column in
            if let place = column.place { return column.source.value(means[place], column.base) }
            return isKnown ? column.source.value(0, column.base) : .nan
        }
    }

    /// What XAPI calls the devices of an object, by their kind and their generic id or handle.
    private static func devices(
        of holder: String, _ records: [XapiRecord], _ table: RoundRobinTable, _ mirror: Mirror
    ) throws -> [String: String] {
        guard let bytes = try mirror.generic(holder), let record = records.first else { return [:] }
        let root = try Document(parsing: bytes).root
        var names: [String: String] = [:]
        for devices in table.devices {
            for device in root.first("\(devices.kind)s")?.elements ?? [] {
                guard let id = device["id"] else { continue }
                let ref = devices.ref(of: id, in: record.ref)
                guard let name = records.first(where: { $0.ref == ref })?.fields[devices.field]?.text, !name.isEmpty
                else { continue }
                for key in [id, device["handle"]].compactMap({ $0 }) { names["\(devices.kind) \(key)"] = name }
            }
        }
        return names
    }
}

extension [XapiRecord] {
    /// A field of the first record of a class.
    func text(_ place: RoundRobinTable.Place) -> String? {
        first { $0.className == place.className }?.fields[place.field]?.text
    }
}
