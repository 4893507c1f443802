import Foundation

/// A rate that rises and falls for ever, and never below zero: a mean and three swings around it. Its integral is exact,
/// so that amounts counted up and rates over any interval agree.
struct Wave: Sendable, Hashable {
    private struct Swing: Sendable, Hashable {
        var amplitude: Double
        /// Radians a second.
        var speed: Double
        var phase: Double
    }

    let mean: Double
    private let swings: [Swing]

    /// - Parameters:
    ///   - mean: what it comes to in the long run.
    ///   - seed: decides phases and periods.
    init(mean: Double, seed: inout SeededFigures) {
        self.mean = mean
        // From minutes to a day; together less than the mean.
        swings = [(0.35, 90.0), (0.3, 900.0), (0.25, 86_400.0)].map { share, seconds in
            let period = seconds * (1 + seed.next() / 4)
            return Swing(amplitude: mean * share, speed: 2 * .pi / period, phase: 2 * .pi * seed.next())
        }
    }

    /// At one moment, in seconds since 1970.
    func rate(at time: Double) -> Double {
        swings.reduce(mean) { $0 + $1.amplitude * sin($1.speed * time + $1.phase) }
    }

    /// What has come together between two moments.
    func amount(from start: Double, to end: Double) -> Double {
        guard end > start else { return 0 }
        return swings.reduce(mean * (end - start)) { sum, swing in
            sum - swing.amplitude / swing.speed * (cos(swing.speed * end + swing.phase) - cos(swing.speed * start + swing.phase))
        }
    }
}

/// Figures from 0 up to 1 that follow from a text: the same text gives the same ones.
struct SeededFigures: Sendable {
    private var state: UInt64

    init(_ text: String) {
        state = text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// SplitMix64.
    mutating func next() -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return Double((mixed ^ mixed >> 31) >> 11) / Double(1 << 53)
    }
}
