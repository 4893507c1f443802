import Agents
import Brokers
import Foundation
import Generic
import Store
import XML

/// The metrics broker's figures in the counters and instances that clients know.
struct PerformanceFigures: Sendable {
    /// A counter and an instance: `PerfMetricId`.
    struct Metric: Sendable, Hashable {
        var counter: Int
        var instance: String
    }

    /// Values of some metrics at the same times; nil where there is none.
    struct Reading: Sendable {
        /// Seconds.
        var interval: Int
        var times: [Int]
        var series: [(metric: Metric, values: [Int64?])]
    }

    let broker: MetricBroker
    let table: PerformanceTable
    let server: TransformServer

    /// Seconds from one sample to the next.
    var current: Int { broker.interval.seconds }

    /// What there is of an object, in the order of counters and instances.
    /// - Parameter interval: seconds; that of the samples or a historical one.
    func available(_ id: String, type: String, interval: Int) throws -> [Metric] {
        var found: [Metric] = []
        for (metric, _) in try sources(id, type, interval) { found.append(metric) }
        return found.sorted { ($0.counter, $0.instance) < ($1.counter, $1.instance) }
    }

    /// - Parameters:
    ///   - wanted: nil: everything there is; an instance may be `*`.
    ///   - times: seconds since 1970, the first excluded.
    func read(
        _ id: String, type: String, _ wanted: [Metric]?, interval: Int, after: Int, through: Int
    ) throws -> Reading {
        let sources = try sources(id, type, interval)
        var metrics: [Metric] = []
        for metric in wanted ?? sources.keys.sorted(by: { ($0.counter, $0.instance) < ($1.counter, $1.instance) }) {
            if metric.instance == "*" {
                metrics += sources.keys.filter { $0.counter == metric.counter }.sorted { $0.instance < $1.instance }
            } else if sources[metric] != nil {
                metrics.append(metric)
            }
        }
        let keys = Set(metrics.flatMap { sources[$0] ?? [] })
        let reading =
            interval == current
            ? broker.samples(of: id, Array(keys), after: after, through: through)
            : try broker.history(of: id, keys.map(\.metric), interval: interval, after: after, through: through)
        let byKey = Dictionary(reading.series.map { ($0.key, $0.values) }, uniquingKeysWith: { first, _ in first })
        return Reading(
            interval: interval, times: reading.times,
            series: metrics.map { metric in
                let values = (sources[metric] ?? []).map { byKey[$0] ?? [] }
                let counter = table.counters[metric.counter]
                return (
                    metric,
                    reading.times.indices.map { index in
                        counter?.value(of: values.map { index < $0.count ? $0[index] : nil }, interval: interval)
                    }
                )
            })
    }

    /// What each metric is made of.
    private func sources(_ id: String, _ type: String, _ interval: Int) throws -> [Metric: [MetricKey]] {
        let keys =
            interval == current ? broker.keys(of: id) : try broker.metrics(of: id, interval: interval).map { MetricKey($0) }
        let known = Dictionary(grouping: keys, by: \.metric)
        var devices: Devices?
        var sources: [Metric: [MetricKey]] = [:]
        for counter in table.counters.values where counter.types.contains(type) {
            for metric in counter.metrics {
                for key in known[metric] ?? [] {
                    guard !key.instance.isEmpty else {
                        if counter.hasWhole { sources[Metric(counter: counter.key, instance: ""), default: []].append(key) }
                        continue
                    }
                    guard let kind = counter.devices else { continue }
                    if devices == nil { devices = Devices(id, server) }
                    guard let device = devices?.id(of: key.instance) else { continue }
                    sources[Metric(counter: counter.key, instance: table.instance(of: kind, device)), default: []].append(key)
                }
            }
        }
        return sources
    }

    /// The devices of a machine, by id and by handle.
    private struct Devices {
        private var ids: [String: String] = [:]

        init(_ machine: String, _ server: TransformServer) {
            guard let bytes = try? server.store.mirror.generic(machine), let root = try? Document(parsing: bytes).root
            else { return }
            for device in ["disks", "nics"].flatMap({ root.first($0)?.elements ?? [] }) {
                guard let id = device["id"] else { continue }
                ids[id] = id
                if let handle = device["handle"] { ids[handle] = id }
            }
        }

        func id(of name: String) -> String? { ids[name] }
    }
}
