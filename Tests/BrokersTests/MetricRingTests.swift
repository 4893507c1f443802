import Testing

@testable import Brokers

@Suite struct MetricRingTests {
    @Test func keepsTheLatest() {
        var ring = MetricRing()
        for number in 0..<500 { ring.set(number, Double(number), capacity: 180) }
        #expect(ring[499] == 499)
        #expect(ring[320] == 320)
        #expect(ring[200] == nil)
        #expect(ring[500] == nil)
    }

    @Test func gapsHoldNothing() {
        var ring = MetricRing()
        ring.set(10, 1, capacity: 180)
        ring.set(13, 4, capacity: 180)
        #expect([10, 11, 12, 13].map { ring[$0] } == [1, nil, nil, 4])
    }

    @Test func aSampleCanBeTakenAgain() {
        var ring = MetricRing()
        ring.set(10, 1, capacity: 180)
        ring.set(10, 2, capacity: 180)
        #expect(ring[10] == 2)
        ring.set(11, 3, capacity: 180)
        ring.set(10, 5, capacity: 180)
        #expect(ring[10] == 5)
        #expect(ring[11] == 3)
    }

    @Test func aLongGapBeginsAnew() {
        var ring = MetricRing()
        ring.set(10, 1, capacity: 180)
        ring.set(190, 2, capacity: 180)
        #expect(ring[10] == nil)
        #expect(ring[190] == 2)
    }
}
