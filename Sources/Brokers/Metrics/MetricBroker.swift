import Agents
import Bus
import Foundation
import Generic
import Logging
import Store
import Synchronization
import XML

/// The metrics broker (360): samples what the drivers measure at regular times, keeps an hour of it in memory and rolls
/// it up for longer times, so that clients of every protocol get what their own platform would give them.
public final class MetricBroker: Sendable {
    public let vocabulary: MetricVocabulary
    let server: TransformServer
    let log: Logger
    private let content = Mutex(Content())

    private struct Content {
        var objects: [String: Kept] = [:]
        var subscribers: [Int: @Sendable () -> Void] = [:]
        var next = 0
        var latest = 0
        /// The hosts that are being asked.
        var asked: Set<String> = []
    }

    private struct Kept {
        var type: String
        var rings: [MetricKey: MetricRing] = [:]
        var totals = MetricTotals()
        /// The number of its last sample.
        var last = 0

        /// The same key, with names that are in memory already.
        func known(_ key: MetricKey, _ metric: MetricVocabulary.Metric) -> MetricKey {
            guard rings[key] == nil else { return key }
            let instance = rings.keys.first { $0.instance == key.instance }?.instance ?? key.instance
            return MetricKey(metric.name, instance: instance)
        }
    }

    public init(server: TransformServer, log: Logger) {
        self.server = server
        self.log = log
        vocabulary = MetricVocabulary(server.engine.mappings.vocabulary)
    }

    /// That of the samples.
    public var interval: MetricVocabulary.Interval { vocabulary.intervals[0] }
    private var capacity: Int { interval.keep / interval.seconds }

    /// Calls `receive` after each round of samples. It must be quick.
    public func subscribe(_ receive: @escaping @Sendable () -> Void) -> Int {
        content.withLock { content in
            content.next += 1
            content.subscribers[content.next] = receive
            return content.next
        }
    }

    public func cancel(_ token: Int) {
        content.withLock { _ = $0.subscribers.removeValue(forKey: token) }
    }

    /// Goes up with each round of samples.
    public var round: Int { content.withLock { $0.latest } }

    /// False if the host is being asked already.
    func begin(_ host: String) -> Bool { content.withLock { $0.asked.insert(host).inserted } }

    func end(_ host: String) {
        content.withLock { _ = $0.asked.remove(host) }
    }

    // MARK: - Writing

    /// Takes one object's sample.
    /// - Returns: the object's figures, for what its host comes to.
    @discardableResult
    func record(_ sample: MetricSample, number: Int, at now: Date, gathered: [MetricKey: Double] = [:]) -> [MetricKey: Double] {
        content.withLock { content in
            var kept = content.objects[sample.object] ?? Kept(type: sample.type)
            var rates = kept.totals.rates(sample, at: now)
            for (key, value) in gathered where rates[key] == nil { rates[key] = value }
            combine(&rates)
            var figures: [MetricKey: Double] = [:]
            for (key, value) in rates {
                guard let place = vocabulary.place(of: key.metric) else { continue }
                let metric = vocabulary.metrics[place]
                // Counters are read a moment before or after their time is.
                let value = metric.unit == "percent" ? min(100, value) : value
                let amount = metric.rollup == .summation ? value * Double(interval.seconds) : value
                kept.rings[kept.known(key, metric), default: MetricRing()].set(number, amount, capacity: capacity)
                figures[key] = value
            }
            kept.last = number
            content.objects[sample.object] = kept
            return figures
        }
    }

    /// Gives the object what its devices come to, where nothing else is known of it.
    private func combine(_ rates: inout [MetricKey: Double]) {
        for (metric, devices) in Dictionary(grouping: rates.filter { !$0.key.instance.isEmpty }, by: \.key.metric) {
            guard rates[MetricKey(metric)] == nil, let place = vocabulary.place(of: metric) else { continue }
            let values = devices.map(\.value)
            let sum = values.reduce(0, +)
            rates[MetricKey(metric)] =
                switch vocabulary.metrics[place].combination {
                case .sum: sum
                case .mean: sum / Double(values.count)
                case .max: values.max() ?? 0
                }
        }
    }

    /// A round is complete: objects that are gone are forgotten, and whoever listens is told.
    func endRound(_ number: Int) {
        let mirror = server.store.mirror
        let subscribers = content.withLock { content in
            content.latest += 1
            for (id, kept) in content.objects where number - kept.last >= capacity || mirror.entry(id) == nil {
                content.objects[id] = nil
            }
            return content.subscribers.values
        }
        for receive in subscribers { receive() }
    }

    /// What the whole of each object came to in the samples numbered so.
    func rollUp(_ numbers: ClosedRange<Int>, level: Int) -> [(object: String, figures: [String: Double])] {
        content.withLock { content in
            content.objects.compactMap { id, kept in
                var figures: [String: Double] = [:]
                for (key, ring) in kept.rings where key.instance.isEmpty {
                    guard let place = vocabulary.place(of: key.metric), vocabulary.metrics[place].level <= level else { continue }
                    let values = numbers.compactMap { ring[$0] }
                    if let figure = vocabulary.metrics[place].rollup.figure(values) { figures[key.metric] = figure }
                }
                return figures.isEmpty ? nil : (id, figures)
            }
        }
    }

    // MARK: - Reading

    /// The figures of an object as a whole in the last round; empty if it was not measured.
    public func latest(of object: String) -> [String: Double] {
        let now = Int(Date().timeIntervalSince1970) / interval.seconds
        return content.withLock { content in
            // One round may be under way, and one may be late.
            guard let kept = content.objects[object], now - kept.last <= 2 else { return [:] }
            return kept.rings.reduce(into: [:]) { figures, ring in
                if ring.key.instance.isEmpty, let value = ring.value[kept.last] { figures[ring.key.metric] = value }
            }
        }
    }

    /// What samples there are of an object, in no particular order.
    public func keys(of object: String) -> [MetricKey] {
        content.withLock { $0.objects[object].map { Array($0.rings.keys) } ?? [] }
    }

    /// The samples of an object that ended after one time and not after another, seconds since 1970.
    public func samples(of object: String, _ keys: [MetricKey], after: Int, through: Int) -> MetricReading {
        let seconds = interval.seconds
        return content.withLock { content in
            guard let kept = content.objects[object] else { return MetricReading(interval: seconds, times: [], series: []) }
            let first = max(after / seconds + 1, kept.last - capacity + 1)
            let last = min(through / seconds, kept.last)
            let rings = keys.compactMap { key in kept.rings[key].map { (key, $0) } }
            let numbers = first <= last ? (first...last).filter { number in kept.rings.values.contains { $0[number] != nil } } : []
            return MetricReading(
                interval: seconds, times: numbers.map { $0 * seconds },
                series: rings.map { key, ring in MetricSeries(key: key, values: numbers.map { ring[$0] }) })
        }
    }
}

extension MetricVocabulary.Rollup {
    /// What several figures come to; nil for none.
    func figure(_ values: [Double]) -> Double? {
        guard let latest = values.last else { return nil }
        let sum = values.reduce(0, +)
        return switch self {
        case .average: sum / Double(values.count)
        case .latest: latest
        case .summation: sum
        }
    }
}
