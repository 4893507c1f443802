/// A metric with all its series, as it is printed.
struct MetricFamily: Sendable, Hashable {
    enum Kind: String, Sendable {
        case counter, gauge, summary, histogram
    }

    var name: String
    var kind: Kind
    var help: String
    var samples: [MetricSample]

    init(_ name: String, _ kind: Kind, _ help: String = "", samples: [MetricSample] = []) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    init(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        self.init(name, kind, help, samples: [MetricSample(labels: [], value: value)])
    }
}

struct MetricSample: Sendable, Hashable {
    /// What follows the family's name: `_sum`, `_count`, `_bucket`.
    var suffix: String
    var labels: [MetricLabel]
    var value: Double

    init(_ suffix: String = "", labels: [MetricLabel], value: Double) {
        self.suffix = suffix
        self.labels = labels
        self.value = value
    }
}

struct MetricLabel: Sendable, Hashable, Comparable {
    var name: String
    var value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    static func < (left: MetricLabel, right: MetricLabel) -> Bool {
        left.name == right.name ? left.value < right.value : left.name < right.name
    }
}

/// Names as Prometheus wants them.
enum MetricName {
    static func clean(_ name: String) -> String {
        let text = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
        return text.first?.isNumber == true ? "_" + text : text
    }

    static func counter(_ name: String) -> String { ending(clean(name), "_total") }
    static func timer(_ name: String) -> String { ending(clean(name), "_seconds") }

    private static func ending(_ name: String, _ end: String) -> String { name.hasSuffix(end) ? name : name + end }
}
