import CoreMetrics
import Synchronization

/// Keeps the process's metrics in memory, to be printed for Prometheus.
public final class MetricsRegistry: MetricsFactory, Sendable {
    struct Key: Hashable {
        var name: String
        var labels: [MetricLabel]
    }

    private struct State {
        var series: [Key: any MetricSeries] = [:]
        var refused = 0
    }

    private let state = Mutex(State())
    /// More series than this are a fault of whoever labels them; they are counted, not kept.
    private let capacity: Int

    public init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        find(MetricName.counter(label), dimensions, make: CounterSeries.init)
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate { return find(MetricName.clean(label), dimensions, make: SummarySeries.init) }
        return find(MetricName.clean(label), dimensions, make: GaugeSeries.init)
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        find(MetricName.clean(label), dimensions, make: GaugeSeries.init)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        find(MetricName.timer(label), dimensions, make: HistogramSeries.init)
    }

    // Series outlive the objects that write them: a scrape wants the sum, and many objects write one series.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything counted so far.
    func samples() -> [MetricFamily] {
        let (series, refused) = state.withLock { ($0.series, $0.refused) }
        var families: [String: MetricFamily] = [:]
        for (key, series) in series.sorted(by: { $0.key.labels.lexicographicallyPrecedes($1.key.labels) }) {
            families[key.name, default: MetricFamily(key.name, series.kind)].samples += series.samples(
                labels: key.labels)
        }
        if refused > 0 {
            families["dragoman_metrics_refused_total"] = MetricFamily(
                "dragoman_metrics_refused_total", .counter, "Uses of metrics with too many different labels.",
                Double(refused))
        }
        return families.values.sorted { $0.name < $1.name }
    }

    private func find<Series: MetricSeries>(
        _ name: String, _ dimensions: [(String, String)], make: () -> Series
    ) -> Series {
        let key = Key(name: name, labels: dimensions.map { MetricLabel(MetricName.clean($0.0), $0.1) }.sorted())
        return state.withLock { state in
            if let known = state.series[key] as? Series { return known }
            guard state.series[key] == nil, state.series.count < capacity else {
                state.refused += 1
                return make()
            }
            let series = make()
            state.series[key] = series
            return series
        }
    }
}
