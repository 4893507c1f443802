import Agents
import Bus
import Foundation
import Generic
import Logging
import Store
import Testing
import XML

@testable import Brokers

/// The broker over a store of its own, fed by hand.
@Suite final class MetricBrokerTests {
    private let directory: URL
    private let store: Store
    private let broker: MetricBroker
    private let vm = "11111111-1111-4111-8111-111111111111"

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("brokers-\(UUID().uuidString)")
        store = try Store(directory: directory)
        let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Mappings")
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = TransformServer(
            store: store, mappings: try Mappings(directory: shipped, platforms: ["kvm"]), log: quiet)
        broker = MetricBroker(server: server, log: quiet)
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: directory)
    }

    private func record(_ number: Int, _ values: [(String, String, Double)], type: String = "vm") throws {
        var element = Element("sample", namespace: Namespaces.generic, attributes: ["type": type, "id": vm])
        for (metric, instance, value) in values {
            var figure = Element("value", namespace: Namespaces.generic, attributes: ["metric": metric], text: "\(value)")
            if !instance.isEmpty { figure["instance"] = instance }
            element.append(figure)
        }
        broker.record(
            try #require(MetricSample(element)), number: number, at: Date(timeIntervalSince1970: Double(number * 20)))
    }

    @Test func theVocabularyIsTheShippedOne() {
        #expect(broker.interval.seconds == 20)
        #expect(broker.vocabulary.intervals.map(\.seconds) == [20, 300, 1800, 7200, 86_400])
        #expect(broker.vocabulary.place(of: "cpu.usage") != nil)
        #expect(broker.vocabulary.place(of: "cpu.temperature") == nil)
    }

    @Test func theWholeIsWhatTheDevicesComeTo() throws {
        try record(
            100,
            [
                ("disk.read", "vda", 10), ("disk.read", "vdb", 5), ("disk.readLatency", "vda", 2),
                ("disk.readLatency", "vdb", 8), ("cpu.temperature", "", 40),
            ])
        let keys = Set(broker.keys(of: vm))
        #expect(keys.contains(MetricKey("disk.read", instance: "vda")))
        #expect(!keys.contains(MetricKey("cpu.temperature")))
        let reading = broker.samples(of: vm, [MetricKey("disk.read"), MetricKey("disk.readLatency")], after: 0, through: .max)
        #expect(reading.times == [2000])
        #expect(reading.series.map(\.values) == [[15], [8]])
    }

    @Test func samplesAreThoseOfTheTimeAskedFor() throws {
        for number in 100..<110 { try record(number, [("cpu.usageMhz", "", Double(number))]) }
        let reading = broker.samples(of: vm, [MetricKey("cpu.usageMhz")], after: 2040, through: 2100)
        #expect(reading.times == [2060, 2080, 2100])
        #expect(reading.series[0].values == [103, 104, 105])
        #expect(broker.samples(of: vm, [MetricKey("cpu.usageMhz")], after: 5000, through: 6000).times.isEmpty)
    }

    /// A counter that is read late seems to go faster than it can.
    @Test func percentEndsAtAHundred() throws {
        try record(100, [("cpu.usage", "", 104), ("cpu.usageMhz", "", 2600)])
        let reading = broker.samples(of: vm, [MetricKey("cpu.usage"), MetricKey("cpu.usageMhz")], after: 0, through: .max)
        #expect(reading.series.map(\.values) == [[100], [2600]])
    }

    /// Two processors' time, and then three's.
    @Test func aRateIsDividedByItsShare() throws {
        var totals = MetricTotals()
        func rates(_ value: Double, share: Int, at time: Double) throws -> [MetricKey: Double] {
            var element = Element("sample", namespace: Namespaces.generic, attributes: ["type": "vm", "id": vm])
            element.append(
                Element(
                    "value", namespace: Namespaces.generic,
                    attributes: ["metric": "cpu.usage", "kind": "total", "share": "\(share)"], text: "\(value)"))
            return totals.rates(try #require(MetricSample(element)), at: Date(timeIntervalSince1970: time))
        }
        #expect(try rates(1000, share: 2, at: 100).isEmpty)
        #expect(try rates(2000, share: 2, at: 110) == [MetricKey("cpu.usage"): 50])
        #expect(try rates(3500, share: 3, at: 120) == [MetricKey("cpu.usage"): 50])
    }

    /// 1,800 and 3,600 seconds are whole numbers of every shorter interval.
    @Test func longerIntervalsAreRolledUp() throws {
        for number in 1...90 { try record(number, [("cpu.usage", "", number <= 45 ? 10 : 30), ("cpu.ready", "", 2), ("uptime", "", Double(number))]) }
        for end in stride(from: 300, through: 1800, by: 300) { broker.rollUp(through: end) }
        let metrics = ["cpu.usage", "cpu.ready", "uptime"]
        let short = try broker.history(of: vm, metrics, interval: 300, after: 0, through: 1800)
        #expect(short.times == [300, 600, 900, 1200, 1500, 1800])
        #expect(short.series[0].values == [10, 10, 10, 30, 30, 30])
        // Two milliseconds a second, for 300 seconds.
        #expect(short.series[1].values == Array(repeating: 600, count: 6))
        #expect(short.series[2].values.last == 90)
        #expect(try broker.metrics(of: vm, interval: 1800).isEmpty, "an object that is not in the mirror has no longer history")
    }

    @Test func figuresOutliveARestart() throws {
        let row = MetricHistory.Row(object: vm, time: 600, figures: ["cpu.usage": 12.5, "uptime": 600])
        try store.metrics.write([row], interval: 300)
        try store.metrics.write([row], interval: 300)
        #expect(try store.metrics.rows(of: vm, interval: 300, after: 0, through: 600) == [row])
        #expect(try store.metrics.rows(of: vm, interval: 300, after: 600, through: 900).isEmpty)
        try store.metrics.prune(interval: 300, before: 700)
        #expect(try store.metrics.rows(of: vm, interval: 300, after: 0, through: 600).isEmpty)
    }
}
