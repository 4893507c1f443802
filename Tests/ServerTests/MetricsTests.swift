import CoreMetrics
import Testing

@testable import Server

@Suite struct MetricsTests {
    @Test func countersAreOneSeriesForEachSetOfLabels() {
        let registry = MetricsRegistry()
        for _ in 0..<3 {
            Counter(label: "requests", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        }
        Counter(label: "requests", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment(by: 2)
        Counter(label: "requests", dimensions: [("a", "x\"\\\n")], factory: registry).increment()
        let text = PrometheusText.print(registry.samples())
        #expect(
            text == """
                # TYPE requests_total counter
                requests_total{a="1",b="2"} 5
                requests_total{a="x\\"\\\\\\n"} 1

                """)
    }

    @Test func timersAreHistogramsInSeconds() {
        let registry = MetricsRegistry()
        let timer = Timer(label: "work", factory: registry)
        timer.recordMilliseconds(5)
        timer.recordMilliseconds(50)
        timer.recordSeconds(20)
        let text = PrometheusText.print(registry.samples())
        #expect(text.contains("# TYPE work_seconds histogram\n"))
        #expect(
            text.contains(
                "work_seconds_bucket{le=\"0.001\"} 0\nwork_seconds_bucket{le=\"0.01\"} 1\nwork_seconds_bucket{le=\"0.1\"} 2\n"
            ))
        #expect(text.contains("work_seconds_bucket{le=\"+Inf\"} 3\nwork_seconds_sum 20.055\nwork_seconds_count 3\n"))
    }

    @Test func gaugesRecordersAndMeters() {
        let registry = MetricsRegistry()
        Gauge(label: "level", factory: registry).record(7)
        Meter(label: "active.now", factory: registry).increment(by: 2)
        let recorder = Recorder(label: "size", factory: registry)
        recorder.record(1)
        recorder.record(2.5)
        let text = PrometheusText.print(registry.samples())
        #expect(text.contains("# TYPE level gauge\nlevel 7\n"))
        #expect(text.contains("# TYPE active_now gauge\nactive_now 2\n"))
        #expect(text.contains("# TYPE size summary\nsize_sum 3.5\nsize_count 2\n"))
    }

    @Test func aNameKeepsItsKindAndSeriesAreLimited() {
        let registry = MetricsRegistry(capacity: 2)
        for number in 0..<5 { Counter(label: "c", dimensions: [("n", "\(number)")], factory: registry).increment() }
        let families = registry.samples()
        #expect(families.first { $0.name == "c_total" }?.samples.count == 2)
        #expect(families.first { $0.name == "dragoman_metrics_refused_total" }?.samples.first?.value == 3)
    }

    @Test(arguments: [
        (1.0, "1"), (0.5, "0.5"), (1e20, "1e+20"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
    func numbers(_ value: Double, _ text: String) {
        #expect(PrometheusText.number(value) == text)
    }

    @Test func theProcessIsMeasured() {
        let families = ProcessFigures.families()
        #expect((families.first { $0.name == "process_resident_memory_bytes" }?.samples.first?.value ?? 0) > 1_000_000)
        #expect((families.first { $0.name == "process_cpu_seconds_total" }?.samples.first?.value ?? 0) > 0)
    }
}
