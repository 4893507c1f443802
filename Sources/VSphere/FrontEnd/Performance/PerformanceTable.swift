import Foundation
import XML

/// The performance counters that clients are shown (`Mappings/vsphere/performance.xml`, which says what it means).
struct PerformanceTable: Sendable {
    struct Counter: Sendable {
        var key: Int
        /// The generic metrics that it is made of; a counter without one has no values.
        var metrics: [String]
        var takesHighest: Bool
        var scale: Double
        /// What came together in an interval, of a rate a second.
        var isPerInterval: Bool
        var types: Set<String>
        /// The kind of device that has values of its own.
        var devices: String?
        /// Whether the object as a whole has values.
        var hasWhole: Bool

        /// - Parameters:
        ///   - values: one for each metric.
        ///   - interval: seconds.
        func value(of values: [Double?], interval: Int) -> Int64? {
            let known = values.compactMap { $0 }
            guard !known.isEmpty else { return nil }
            let value = takesHighest ? known.max() ?? 0 : known.reduce(0, +)
            return Int64((value * scale * (isPerInterval ? Double(interval) : 1)).rounded())
        }
    }

    struct Provider: Sendable {
        /// A generic type.
        var type: String
        /// Whether samples can be asked for as they are taken.
        var isCurrent: Bool
    }

    /// How devices of a kind are called in instances.
    private struct Naming: Sendable {
        var devices: String
        var prefix: String
        var replacement: String
        var first: Int?
    }

    let element: Element
    let counters: [Int: Counter]
    /// By managed object type.
    let providers: [String: Provider]
    /// The property, and the part of it, that follow the metrics.
    let live: (property: String, part: String)
    /// Seconds.
    let intervals: [Int]
    private let namings: [Naming]

    init(contentsOf file: URL) throws {
        element = try Document(parsing: try Data(contentsOf: file)).root
        counters = element.all("counter").reduce(into: [:]) { counters, row in
            let key = row["key"].flatMap { Int($0) } ?? 0
            counters[key] = Counter(
                key: key, metrics: (row["metric"] ?? "").split(separator: " ").map(String.init),
                takesHighest: row["combine"] == "max", scale: row["scale"].flatMap(Double.init) ?? 1,
                isPerInterval: row["perInterval"] == "true",
                types: Set((row["of"] ?? "").split(separator: " ").map(String.init)), devices: row["instances"],
                hasWhole: row["as"] != "devices")
        }
        providers = element.all("provider").reduce(into: [:]) { providers, row in
            providers[row["type"] ?? ""] = Provider(type: row["of"] ?? "", isCurrent: row["current"] == "true")
        }
        let row = element.first("live")
        live = (row?["property"] ?? "", row?["part"] ?? "")
        intervals = element.all("interval").compactMap { $0["seconds"].flatMap { Int($0) } }
        namings = element.all("instance").map {
            Naming(
                devices: $0["of"] ?? "", prefix: $0["prefix"] ?? $0["from"] ?? "", replacement: $0["to"] ?? "",
                first: $0["first"].flatMap { Int($0) })
        }
    }

    /// What clients call a device.
    /// - Parameters:
    ///   - devices: its kind.
    ///   - id: its generic id.
    func instance(of devices: String, _ id: String) -> String {
        for naming in namings where naming.devices == devices && id.hasPrefix(naming.prefix) {
            let rest = id.dropFirst(naming.prefix.count)
            guard let first = naming.first else { return naming.replacement + rest }
            if let number = Int(rest) { return String(first + number) }
        }
        return id
    }
}
