import XML

/// The metrics that there are, and for how long which of them are kept (`Mappings/generic/metrics.xml`).
public struct MetricVocabulary: Sendable {
    public enum Rollup: String, Sendable {
        case average, latest, summation
    }

    /// What an object comes to, of whose devices alone there are figures.
    enum Combination: String, Sendable {
        case mean, sum, max
    }

    public struct Metric: Sendable {
        public var name: String
        public var unit: String
        public var rollup: Rollup
        var combination: Combination
        var level: Int
        /// A host that does not tell it has what its machines come to.
        var isGathered: Bool
        /// The generic types that have it.
        public var types: Set<String>
    }

    public struct Interval: Sendable, Hashable {
        /// From one figure to the next.
        public var seconds: Int
        /// For how many seconds they are kept.
        public var keep: Int
        /// Metrics of a higher level are not kept.
        var level: Int
    }

    /// In the order of the file.
    public let metrics: [Metric]
    /// The shortest first: that of the samples.
    public let intervals: [Interval]
    private let places: [String: Int]

    init(_ table: Element) {
        metrics = table.all("metric").map { element in
            Metric(
                name: element["name"] ?? "", unit: element["unit"] ?? "",
                rollup: element["rollup"].flatMap(Rollup.init) ?? .average,
                combination: element["combine"].flatMap(Combination.init) ?? .sum,
                level: element["level"].flatMap { Int($0) } ?? 1, isGathered: element["gather"] == "true",
                types: Set((element["of"] ?? "").split(separator: " ").map(String.init)))
        }
        intervals = table.all("interval").map { element in
            func number(_ name: String) -> Int { element[name].flatMap { Int($0) } ?? 1 }
            return Interval(seconds: number("seconds"), keep: number("keep"), level: number("level"))
        }
        places = Dictionary(metrics.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// A metric's place in ``metrics``; nil if there is none of that name.
    public func place(of name: String) -> Int? { places[name] }
}
