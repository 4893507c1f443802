import Agents
import Brokers
import Foundation
import Generic
import Store
import Synchronization
import XML

/// What has been measured of machines, added up: libvirt's clients are told totals and make rates of them by themselves.
/// Totals begin with the first client, and go on from there for as long as the process lives. What a sample adds is shown bit by
/// bit until the next one is due: a client that asks each second sees a rate, and not what came in twenty seconds at once.
final class FigureBook: Sendable {
    private let server: TransformServer
    private let metrics: MetricBroker
    private let content = Mutex(Content())

    private struct Content {
        var isActive = false
        /// Whether what had been measured before the first client came is in the totals.
        var hasBegun = false
        var totals: [String: [MetricKey: Total]] = [:]
        /// The time up to which samples are in the totals, seconds since 1970.
        var through: [String: Int] = [:]
        var additions: [String: Addition] = [:]
    }

    private struct Total {
        var sum = 0.0
        /// What was shown when something was added last.
        var before = 0.0

        func shown(_ share: Double) -> Double { before + (sum - before) * share }
    }

    /// When something was added to an object's totals, and over how long it is shown.
    private struct Addition {
        var moment: ContinuousClock.Instant
        var span: Duration

        func share(at now: ContinuousClock.Instant) -> Double { min(1, (now - moment) / span) }
    }

    init(_ server: TransformServer, _ metrics: MetricBroker) {
        self.server = server
        self.metrics = metrics
    }

    /// Begins to add up.
    func activate() {
        let isFirst = content.withLock { content in
            defer { content.isActive = true }
            return !content.isActive
        }
        guard isFirst else { return }
        let queue = DispatchQueue(label: "dragoman.libvirt.figures")
        _ = metrics.subscribe { [weak self] in queue.async { [weak self] in self?.add() } }
        queue.async { self.add() }
    }

    /// What is known of an object, as parts of a question: `g:figure` with `metric`, `instance`, the `latest` value and the
    /// `total`, which for what is told for each second is what came together, and for the others value times seconds.
    func elements(of object: String) -> [Element] {
        let latest = metrics.latest(of: object)
        let now = ContinuousClock.now
        let totals = content.withLock { content in
            let share = content.additions[object]?.share(at: now) ?? 1
            return (content.totals[object] ?? [:]).mapValues { $0.shown(share) }
        }
        return totals.sorted { ($0.key.metric, $0.key.instance) < ($1.key.metric, $1.key.instance) }.map { key, total in
            var figure = Element("figure", namespace: Namespaces.generic)
            figure["object"] = object
            figure["metric"] = key.metric
            figure["instance"] = key.instance
            if key.instance.isEmpty, let value = latest[key.metric] { figure["latest"] = "\(value)" }
            figure["total"] = "\(total)"
            return figure
        }
    }

    private func add() {
        let types = [ObjectType.vm, .host].map(\.rawValue)
        let now = Int(Date().timeIntervalSince1970)
        var alive: Set<String> = []
        for entry in types.flatMap({ server.store.mirror.entries(type: $0) }) {
            alive.insert(entry.id)
            let after = content.withLock { $0.through[entry.id] ?? 0 }
            let reading = metrics.samples(of: entry.id, metrics.keys(of: entry.id), after: after, through: now)
            guard let last = reading.times.last else { continue }
            content.withLock { content in
                content.through[entry.id] = last
                let moment = ContinuousClock.now
                let share = content.additions[entry.id]?.share(at: moment) ?? 1
                var totals = content.totals[entry.id, default: [:]].mapValues {
                    Total(sum: $0.sum, before: $0.shown(share))
                }
                for series in reading.series {
                    guard let place = metrics.vocabulary.place(of: series.key.metric) else { continue }
                    let seconds = metrics.vocabulary.metrics[place].rollup == .summation ? 1 : Double(reading.interval)
                    let sum = series.values.reduce(0.0) { $0 + (Double($1 ?? 0)) * seconds }
                    totals[series.key, default: Total()].sum += sum
                }
                if !content.hasBegun { totals = totals.mapValues { Total(sum: $0.sum, before: $0.sum) } }
                content.totals[entry.id] = totals
                content.additions[entry.id] = Addition(moment: moment, span: .seconds(max(1, reading.interval)))
            }
        }
        content.withLock { content in
            content.hasBegun = true
            content.totals = content.totals.filter { alive.contains($0.key) }
            content.through = content.through.filter { alive.contains($0.key) }
            content.additions = content.additions.filter { alive.contains($0.key) }
        }
    }
}
