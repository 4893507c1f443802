import Foundation
import Generic
import XML

/// One object's figures as a platform's mapping gives them (`g:sample`).
struct MetricSample: Sendable {
    struct Figure: Sendable {
        var key: MetricKey
        var value: Double
        /// A counter that only grows.
        var isTotal: Bool
        /// The counter that it is counted by, in place of time.
        var per: Double?
        /// What its rate is divided by.
        var share: Double
    }

    var object: String
    var type: String
    var figures: [Figure]

    init?(_ element: Element) {
        guard element.name == "sample", let object = element["id"], let type = element["type"] else { return nil }
        self.object = object
        self.type = type
        figures = element.all("value").compactMap { value in
            guard let metric = value["metric"], let number = Double(value.text.trimmingCharacters(in: .whitespacesAndNewlines)), number.isFinite
            else { return nil }
            return Figure(
                key: MetricKey(metric, instance: value["instance"] ?? ""), value: number, isTotal: value["kind"] == "total",
                per: value["per"].flatMap(Double.init), share: value["share"].flatMap(Double.init) ?? 1)
        }
    }
}

/// What an object's counters stood at.
struct MetricTotals: Sendable {
    private var counters: [MetricKey: (value: Double, per: Double?)] = [:]
    private var time = Date.distantPast

    /// The sample with a rate in the place of each counter. A counter that is new, or was set back, has none yet.
    mutating func rates(_ sample: MetricSample, at now: Date) -> [MetricKey: Double] {
        let seconds = now.timeIntervalSince(time)
        var next: [MetricKey: (value: Double, per: Double?)] = [:]
        var rates: [MetricKey: Double] = [:]
        for figure in sample.figures {
            guard figure.isTotal else {
                rates[figure.key] = figure.value
                continue
            }
            next[figure.key] = (figure.value, figure.per)
            guard let before = counters[figure.key], figure.value >= before.value else { continue }
            if let per = figure.per, let perBefore = before.per {
                rates[figure.key] = per > perBefore ? (figure.value - before.value) / (per - perBefore) : 0
            } else if seconds > 0.5 {
                rates[figure.key] = (figure.value - before.value) / seconds / figure.share
            }
        }
        counters = next
        time = now
        return rates
    }
}
