import Foundation
import XML

/// What a client asks for (vSphere API reference: PerfQuerySpec).
struct PerformanceQuery: Sendable {
    var entity: ManagedObjectReference
    /// nil: everything there is.
    var metrics: [PerformanceFigures.Metric]?
    /// Seconds.
    var interval: Int
    /// Seconds since 1970; samples that ended later than this.
    var after: Int
    /// Seconds since 1970; samples that ended no later than this.
    var through: Int
    var maxSample: Int?
    var isCSV: Bool

    /// - Throws: ``VimFault`` with type `InvalidArgument`.
    init(_ element: Element, _ performance: Performance) throws(VimFault) {
        guard let object = element.first("entity") else { throw .invalidArgument("querySpec.entity", "The entity is missing") }
        entity = try ManagedObjectReference(object)
        let provider = try performance.provider(of: entity)
        let current = performance.figures.current
        let shortest = provider.isCurrent ? current : performance.table.intervals.first ?? current
        interval = try element.number("intervalId", atLeast: 1) ?? shortest
        guard performance.intervals(of: provider).contains(interval) else {
            throw .invalidArgument("querySpec.interval", "There are no statistics in intervals of \(interval) seconds")
        }
        metrics = nil
        for id in element.all("metricId") {
            guard let key = id.first("counterId").flatMap({ Int($0.text) }), performance.table.counters[key] != nil else {
                throw .invalidArgument("querySpec.metricId", "There is no counter \(id.first("counterId")?.text ?? "")")
            }
            metrics = (metrics ?? []) + [.init(counter: key, instance: id.first("instance")?.text ?? "")]
        }
        switch element.first("format")?.text {
        case nil, "", "normal": isCSV = false
        case "csv": isCSV = true
        default: throw .invalidArgument("querySpec.format", "The format must be normal or csv")
        }
        maxSample = try element.number("maxSample", atLeast: 1)
        after = try PerformanceQuery.time(element, "startTime") ?? 0
        through = try PerformanceQuery.time(element, "endTime") ?? Int(Date().timeIntervalSince1970)
    }

    private static func time(_ element: Element, _ name: String) throws(VimFault) -> Int? {
        guard let text = element.first(name)?.text, !text.isEmpty else { return nil }
        let styles = [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()]
        // A time without a zone is in UTC.
        for candidate in [text, text + "Z"] {
            for style in styles {
                if let date = try? Date(candidate, strategy: style) { return Int(date.timeIntervalSince1970) }
            }
        }
        throw .invalidArgument("querySpec.\(name)", "'\(text)' is no time")
    }
}
