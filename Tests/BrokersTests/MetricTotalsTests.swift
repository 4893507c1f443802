import Foundation
import Generic
import Testing
import XML

@testable import Brokers

@Suite struct MetricTotalsTests {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    private func sample(_ values: String) throws -> MetricSample {
        let document = try Document(
            parsing: "<sample xmlns=\"\(Namespaces.generic)\" type=\"vm\" id=\"a\">\(values)</sample>")
        return try #require(MetricSample(document.root))
    }

    @Test func countersBecomeRates() throws {
        var totals = MetricTotals()
        let first = try sample("<value metric=\"cpu.usage\" kind=\"total\">1000</value><value metric=\"uptime\">5</value>")
        #expect(totals.rates(first, at: start) == [MetricKey("uptime"): 5])
        let second = try sample("<value metric=\"cpu.usage\" kind=\"total\">1500</value>")
        #expect(totals.rates(second, at: start.addingTimeInterval(20)) == [MetricKey("cpu.usage"): 25])
    }

    @Test func aCounterThatWasSetBackHasNoRate() throws {
        var totals = MetricTotals()
        _ = totals.rates(try sample("<value metric=\"cpu.usage\" kind=\"total\">1000</value>"), at: start)
        let after = try sample("<value metric=\"cpu.usage\" kind=\"total\">10</value>")
        #expect(totals.rates(after, at: start.addingTimeInterval(20)).isEmpty)
        let later = try sample("<value metric=\"cpu.usage\" kind=\"total\">30</value>")
        #expect(totals.rates(later, at: start.addingTimeInterval(40)) == [MetricKey("cpu.usage"): 1])
    }

    @Test func oneCounterIsCountedByAnother() throws {
        func read(_ time: Int, _ count: Int) throws -> MetricSample {
            try sample("<value metric=\"disk.readLatency\" instance=\"vda\" kind=\"total\" per=\"\(count)\">\(time)</value>")
        }
        let key = MetricKey("disk.readLatency", instance: "vda")
        var totals = MetricTotals()
        _ = totals.rates(try read(100, 50), at: start)
        #expect(totals.rates(try read(160, 70), at: start.addingTimeInterval(20)) == [key: 3])
        #expect(totals.rates(try read(160, 70), at: start.addingTimeInterval(40)) == [key: 0])
    }

    @Test func whatIsNoNumberIsLeftOut() throws {
        let found = try sample("<value metric=\"uptime\">NaN</value><value metric=\"cpu.usage\">many</value>")
        #expect(found.figures.isEmpty)
    }
}
