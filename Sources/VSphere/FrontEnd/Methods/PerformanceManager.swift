import Foundation
import XML

extension Methods {
    static let performanceManager: [String: Handler] = [
        "QueryPerfProviderSummary": { try $0.queryPerfProviderSummary($1) },
        "QueryAvailablePerfMetric": { try $0.queryAvailablePerfMetric($1) },
        "QueryPerf": { try $0.queryPerf($1) },
        "QueryPerfComposite": { try $0.queryPerfComposite($1) },
        "QueryPerfCounter": { try $0.queryPerfCounter($1) },
        "QueryPerfCounterByLevel": { try $0.queryPerfCounterByLevel($1) },
    ]
}

/// Methods of PerformanceManager.
extension VSphereFrontEnd {
    func queryPerfProviderSummary(_ call: Call) throws(VimFault) -> Answer {
        let object = try ManagedObjectReference(call.request.required("entity"))
        guard try call.objects().exists(object) else { throw .notFound(object) }
        let performance = presentation.performance
        let provider = performance.table.providers[object.type]
        return try .reply(to: call) { writer in
            writer.open("returnval")
            writer.reference("entity", object)
            writer.element("currentSupported", "\(provider?.isCurrent ?? false)")
            writer.element("summarySupported", "\(provider != nil)")
            if provider?.isCurrent ?? false { writer.element("refreshRate", "\(performance.figures.current)") }
            writer.close("returnval")
        }
    }

    func queryAvailablePerfMetric(_ call: Call) throws(VimFault) -> Answer {
        let object = try ManagedObjectReference(call.request.required("entity"))
        guard try call.objects().exists(object) else { throw .notFound(object) }
        let interval = try call.request.body.number("intervalId", atLeast: 1)
        let metrics = try presentation.performance.available(object, interval: interval)
        return try .reply(to: call) { writer in
            for metric in metrics { write("returnval", metric, &writer) }
        }
    }

    func queryPerf(_ call: Call) throws(VimFault) -> Answer {
        var specs: [PerformanceQuery] = []
        for element in call.request.arguments("querySpec") {
            specs.append(try PerformanceQuery(element, presentation.performance))
        }
        guard !specs.isEmpty else { throw .invalidArgument("querySpec", "The argument querySpec is missing") }
        var read: [(PerformanceQuery, PerformanceFigures.Reading)] = []
        for spec in specs {
            guard try call.objects().exists(spec.entity) else { throw .notFound(spec.entity) }
            read.append((spec, try presentation.performance.read(spec)))
        }
        return try .reply(to: call) { writer in
            for (spec, reading) in read where !reading.times.isEmpty { write("returnval", spec, reading, &writer) }
        }
    }

    /// A host, and each of its machines.
    func queryPerfComposite(_ call: Call) throws(VimFault) -> Answer {
        let spec = try PerformanceQuery(try call.request.required("querySpec"), presentation.performance)
        guard try call.objects().exists(spec.entity) else { throw .notFound(spec.entity) }
        guard spec.maxSample == nil else {
            throw .invalidArgument("querySpec.maxSample", "A composite query takes no maxSample")
        }
        let whole = try presentation.performance.read(spec)
        var parts: [(PerformanceQuery, PerformanceFigures.Reading)] = []
        for child in try presentation.performance.children(of: spec.entity) {
            var part = spec
            part.entity = child
            parts.append((part, try presentation.performance.read(part)))
        }
        return try .reply(to: call) { writer in
            writer.open("returnval")
            if !whole.times.isEmpty { write("entity", spec, whole, &writer) }
            for (spec, reading) in parts where !reading.times.isEmpty { write("childEntity", spec, reading, &writer) }
            writer.close("returnval")
        }
    }

    func queryPerfCounter(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        var found: [FlatTree.Cursor] = []
        let counters = presentation.performance.counters
        for argument in call.request.arguments("counterId") {
            guard let counter = counters.first(where: { $0.first("key")?.text == argument.text }) else {
                throw .invalidArgument("counterId", "There is no counter \(argument.text)")
            }
            found.append(counter)
        }
        return try reply(call, found)
    }

    func queryPerfCounterByLevel(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        guard let level = try call.request.body.number("level", atLeast: 1), level <= 4 else {
            throw .invalidArgument("level", "The level must be a number from 1 to 4")
        }
        return try reply(
            call, presentation.performance.counters.filter { ($0.first("level")?.text).flatMap { Int($0) } ?? 1 <= level })
    }

    private func reply(_ call: Call, _ counters: [FlatTree.Cursor]) throws(VimFault) -> Answer {
        try .reply(to: call) { writer in
            for counter in counters {
                writer.open("returnval")
                writer.raw(counter.content)
                writer.close("returnval")
            }
        }
    }

    // MARK: - Writing

    private func write(_ name: String, _ metric: PerformanceFigures.Metric, _ writer: inout SOAPWriter) {
        writer.open(name)
        writer.element("counterId", "\(metric.counter)")
        writer.element("instance", metric.instance)
        writer.close(name)
    }

    private func write(
        _ name: String, _ spec: PerformanceQuery, _ reading: PerformanceFigures.Reading, _ writer: inout SOAPWriter
    ) {
        writer.open(name, [("xsi:type", spec.isCSV ? "PerfEntityMetricCSV" : "PerfEntityMetric")])
        writer.reference("entity", spec.entity)
        let times = reading.times.map { Date(timeIntervalSince1970: TimeInterval($0)).formatted(.iso8601) }
        if spec.isCSV {
            writer.element("sampleInfoCSV", times.map { "\(reading.interval),\($0)" }.joined(separator: ","))
        } else {
            for time in times {
                writer.raw("<sampleInfo>")
                writer.element("timestamp", time)
                writer.element("interval", "\(reading.interval)")
                writer.raw("</sampleInfo>")
            }
        }
        for (metric, values) in reading.series {
            writer.open("value", [("xsi:type", spec.isCSV ? "PerfMetricSeriesCSV" : "PerfMetricIntSeries")])
            write("id", metric, &writer)
            // -1 stands for no value.
            let texts = values.map { "\($0 ?? -1)" }
            if spec.isCSV {
                writer.element("value", texts.joined(separator: ","))
            } else {
                for text in texts { writer.element("value", text) }
            }
            writer.close("value")
        }
        writer.close(name)
    }
}
