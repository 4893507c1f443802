import Agents
import Foundation
import Logging
import Store

extension MetricBroker {
    /// Rolls up every interval that has just ended: the shortest of the history from the samples in memory, each longer
    /// one from the one before it, so that a restart loses nothing but the samples.
    func rollUp(through now: Int) {
        let history = server.store.metrics
        do {
            for (index, interval) in vocabulary.intervals.enumerated().dropFirst() {
                let end = now / interval.seconds * interval.seconds
                guard now - end < self.interval.seconds else { return }
                let rows: [MetricHistory.Row]
                if index == 1 {
                    let last = end / self.interval.seconds
                    let first = last - interval.seconds / self.interval.seconds + 1
                    rows = rollUp(first...last, level: interval.level).map {
                        MetricHistory.Row(object: $0.object, time: end, figures: $0.figures)
                    }
                } else {
                    rows = try rolledUp(interval, from: vocabulary.intervals[index - 1], end: end)
                }
                try history.write(rows, interval: interval.seconds)
                // Now and then is enough.
                if end % (interval.seconds * 12) == 0 { try history.prune(interval: interval.seconds, before: now - interval.keep) }
            }
        } catch {
            log.error("metrics cannot be rolled up", metadata: ["error": "\(error)"])
        }
    }

    private func rolledUp(
        _ interval: MetricVocabulary.Interval, from shorter: MetricVocabulary.Interval, end: Int
    ) throws -> [MetricHistory.Row] {
        try server.store.mirror.entries().compactMap { entry in
            let rows = try server.store.metrics.rows(
                of: entry.id, interval: shorter.seconds, after: end - interval.seconds, through: end)
            var figures: [String: Double] = [:]
            for metric in vocabulary.metrics where metric.level <= interval.level {
                figures[metric.name] = metric.rollup.figure(rows.compactMap { $0.figures[metric.name] })
            }
            return figures.isEmpty ? nil : MetricHistory.Row(object: entry.id, time: end, figures: figures)
        }
    }

    /// What an object as a whole did over intervals that ended after one time and not after another, seconds since 1970.
    /// - Parameter interval: seconds; one of the vocabulary's.
    /// - Throws: `StoreError`.
    public func history(of object: String, _ metrics: [String], interval: Int, after: Int, through: Int) throws -> MetricReading {
        let rows = try server.store.metrics.rows(of: object, interval: interval, after: after, through: through)
        return MetricReading(
            interval: interval, times: rows.map(\.time),
            series: metrics.map { metric in
                MetricSeries(key: MetricKey(metric), values: rows.map { $0.figures[metric] })
            }.filter { $0.values.contains { $0 != nil } })
    }

    /// Which metrics there are of an object in the history.
    /// - Throws: `StoreError`.
    public func metrics(of object: String, interval: Int) throws -> [String] {
        let now = Int(Date().timeIntervalSince1970)
        let keep = vocabulary.intervals.first { $0.seconds == interval }?.keep ?? 0
        let rows = try server.store.metrics.rows(of: object, interval: interval, after: now - keep, through: now)
        let known = Set(rows.flatMap(\.figures.keys))
        return vocabulary.metrics.map(\.name).filter(known.contains)
    }
}
