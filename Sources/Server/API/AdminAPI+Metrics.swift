import Agents
import Brokers
import Foundation
import Generic
import Hummingbird
import HummingbirdCore
import Store
import XML

extension AdminAPI {
    /// What an object did: the samples of the last hour, or longer intervals.
    func objectMetrics(_ type: String, _ request: Request, _ context: AdminContext) async throws -> Response {
        let broker = metricBroker
        let query = try Query(request, known: ["interval", "limit"])
        let intervals = broker.vocabulary.intervals.map { String($0.seconds) }
        let interval = try query.choice("interval", among: intervals).flatMap { Int($0) } ?? broker.interval.seconds
        let limit = Int(try query.number("limit", in: 1...1000, default: 1000))
        let id = context.part("id").lowercased()
        guard let entry = server.store.mirror.entry(id), entry.type == type else { throw Problem.notFound(type, id) }
        let now = Int(Date().timeIntervalSince1970)
        let keep = broker.vocabulary.intervals.first { $0.seconds == interval }?.keep ?? 0
        let reading =
            interval == broker.interval.seconds
            ? broker.samples(of: id, broker.keys(of: id), after: now - keep, through: now)
            : try broker.history(
                of: id, broker.vocabulary.metrics.map(\.name), interval: interval, after: now - keep, through: now)
        return Representation(request).response(element(reading, id: id, type: type, broker.vocabulary, limit))
    }

    private func element(
        _ reading: MetricReading, id: String, type: String, _ vocabulary: MetricVocabulary, _ limit: Int
    ) -> Element {
        var root = Element(
            "metrics", namespace: Namespaces.generic,
            attributes: ["type": type, "id": id, "interval": String(reading.interval)])
        let times = reading.times.map { Date(timeIntervalSince1970: TimeInterval($0)).formatted(.iso8601) }
        for metric in vocabulary.metrics {
            let found = reading.series.filter { $0.key.metric == metric.name }.sorted { $0.key.instance < $1.key.instance }
            for series in found {
                var element = Element(
                    "series", namespace: Namespaces.generic, attributes: ["metric": metric.name, "unit": metric.unit])
                if !series.key.instance.isEmpty { element["instance"] = series.key.instance }
                for (time, value) in zip(times, series.values).suffix(limit) {
                    guard let value else { continue }
                    element.append(
                        Element("point", namespace: Namespaces.generic, attributes: ["time": time, "value": number(value)]))
                }
                root.append(element)
            }
        }
        return root
    }

    /// Without the digits that say nothing.
    private func number(_ value: Double) -> String {
        let rounded = (value * 1000).rounded() / 1000
        return rounded == rounded.rounded() ? String(Int64(rounded)) : String(rounded)
    }
}
