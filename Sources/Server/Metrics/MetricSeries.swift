import CoreMetrics
import Synchronization

/// One line of measurements: a metric with one set of labels.
protocol MetricSeries: AnyObject, Sendable {
    var kind: MetricFamily.Kind { get }
    func samples(labels: [MetricLabel]) -> [MetricSample]
}

final class CounterSeries: MetricSeries, CounterHandler {
    private let count = Atomic<Int64>(0)
    let kind = MetricFamily.Kind.counter

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { count.store(0, ordering: .relaxed) }

    func samples(labels: [MetricLabel]) -> [MetricSample] {
        [MetricSample(labels: labels, value: Double(count.load(ordering: .relaxed)))]
    }
}

final class GaugeSeries: MetricSeries, RecorderHandler, MeterHandler {
    private let value = Mutex(0.0)
    let kind = MetricFamily.Kind.gauge

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    func samples(labels: [MetricLabel]) -> [MetricSample] {
        [MetricSample(labels: labels, value: value.withLock { $0 })]
    }
}

final class SummarySeries: MetricSeries, RecorderHandler {
    private let content = Mutex((count: 0.0, sum: 0.0))
    let kind = MetricFamily.Kind.summary

    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) {
        content.withLock { content in
            content.count += 1
            content.sum += value
        }
    }

    func samples(labels: [MetricLabel]) -> [MetricSample] {
        let (count, sum) = content.withLock { $0 }
        return [MetricSample("_sum", labels: labels, value: sum), MetricSample("_count", labels: labels, value: count)]
    }
}

/// Times in seconds, counted by size.
final class HistogramSeries: MetricSeries, TimerHandler {
    static let bounds = [0.000_1, 0.001, 0.01, 0.1, 1, 10]

    private struct Content {
        var counts = [Int](repeating: 0, count: HistogramSeries.bounds.count + 1)
        var nanoseconds: Int64 = 0
    }

    private let content = Mutex(Content())
    let kind = MetricFamily.Kind.histogram

    func recordNanoseconds(_ duration: Int64) {
        let seconds = Double(duration) / 1e9
        let place = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        content.withLock { content in
            content.counts[place] += 1
            content.nanoseconds &+= duration
        }
    }

    func samples(labels: [MetricLabel]) -> [MetricSample] {
        let content = content.withLock { $0 }
        var sum = 0
        var samples: [MetricSample] = []
        for (place, count) in content.counts.enumerated() {
            sum += count
            let bound = place < Self.bounds.count ? PrometheusText.number(Self.bounds[place]) : "+Inf"
            samples.append(MetricSample("_bucket", labels: labels + [MetricLabel("le", bound)], value: Double(sum)))
        }
        samples.append(MetricSample("_sum", labels: labels, value: Double(content.nanoseconds) / 1e9))
        samples.append(MetricSample("_count", labels: labels, value: Double(sum)))
        return samples
    }
}
