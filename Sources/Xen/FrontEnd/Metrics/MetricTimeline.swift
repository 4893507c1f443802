import Brokers
import Foundation

/// What is known of some figures of an object over time: each piece of time has a value of each.
struct MetricTimeline: Sendable {
    /// Where pieces begin and end, seconds since 1970, in order. A time that no piece has is not known.
    private(set) var pieces: [Range<Int>] = []
    /// One for each key, with a value for each piece; NaN: not known.
    private var figures: [[Float]]

    /// - Parameters:
    ///   - after: nothing that ended before is read, seconds since 1970.
    /// - Throws: `StoreError`.
    init(of object: String, _ keys: [MetricKey], after: Int, _ broker: MetricBroker) throws {
        figures = Array(repeating: [], count: keys.count)
        let now = Int(Date().timeIntervalSince1970)
        var readings = [broker.samples(of: object, keys, after: after, through: now)]
        let wholes = keys.filter(\.instance.isEmpty).map(\.metric)
        for interval in broker.vocabulary.intervals.dropFirst() {
            let known = readings.last?.times.first.map { $0 - readings[readings.count - 1].interval } ?? now
            guard known > after, !wholes.isEmpty else { break }
            // A figure of a longer interval counts where nothing shorter is known.
            let older = try broker.history(of: object, wholes, interval: interval.seconds, after: after, through: known)
            if !older.times.isEmpty { readings.append(older) }
        }
        for reading in readings.reversed() { append(reading, keys, broker.vocabulary) }
    }

    private mutating func append(_ reading: MetricReading, _ keys: [MetricKey], _ vocabulary: MetricVocabulary) {
        let series = Dictionary(reading.series.map { ($0.key, $0.values) }, uniquingKeysWith: { first, _ in first })
        // What comes together in an interval is a rate here.
        let divisors = keys.map { key -> Double in
            let place = vocabulary.place(of: key.metric)
            return place.map { vocabulary.metrics[$0].rollup == .summation } == true ? Double(reading.interval) : 1
        }
        for (index, time) in reading.times.enumerated() {
            let start = max(time - reading.interval, pieces.last?.upperBound ?? .min)
            guard start < time else { continue }
            pieces.append(start..<time)
            for (column, key) in keys.enumerated() {
                figures[column].append(series[key]?[index].map { Float($0 / divisors[column]) } ?? .nan)
            }
        }
    }

    /// The end of the last piece, seconds since 1970; nil if nothing is known.
    var end: Int? { pieces.last?.upperBound }

    /// The mean of each figure over some time, NaN where less than half of the time is known.
    func means(_ time: Range<Int>) -> [Double] {
        var index = firstPiece(endingAfter: time.lowerBound)
        var sums = Array(repeating: 0.0, count: figures.count)
        var seconds = Array(repeating: 0, count: figures.count)
        while index < pieces.count, pieces[index].lowerBound < time.upperBound {
            let overlap = pieces[index].clamped(to: time).count
            for column in figures.indices where !figures[column][index].isNaN {
                sums[column] += Double(figures[column][index]) * Double(overlap)
                seconds[column] += overlap
            }
            index += 1
        }
        return figures.indices.map { seconds[$0] * 2 >= time.count ? sums[$0] / Double(seconds[$0]) : .nan }
    }

    private func firstPiece(endingAfter time: Int) -> Int {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].upperBound <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
