import Foundation

/// What was measured: each figure with its unit, and the budget where there is one.
struct Report: Encodable {
    struct Figure: Encodable {
        var name: String
        var value: Double
        var unit: String
        /// What it may be at most.
        var budget: Double?
        /// What it must be at least.
        var floor: Double?
    }

    private(set) var figures: [Figure] = []

    mutating func add(
        _ name: String, _ value: Double, _ unit: String, budget: Double? = nil, floor: Double? = nil
    ) {
        figures.append(Figure(name: name, value: value, unit: unit, budget: budget, floor: floor))
        let limit =
            budget.map { " (budget \($0.formatted()), \(value <= $0 ? "met" : "MISSED"))" }
            ?? floor.map { " (at least \($0.formatted()), \(value >= $0 ? "met" : "MISSED"))" } ?? ""
        print("\(name): \(value.formatted(.number.precision(.significantDigits(3)))) \(unit)\(limit)")
        fflush(nil)
    }

    func write(to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(self).write(to: file)
    }
}

/// The median of several measurements, each of `count` repetitions; seconds per repetition.
func seconds(rounds: Int = 7, count: Int, _ body: () throws -> Void) rethrows -> Double {
    var measured: [Double] = []
    for _ in 0..<rounds {
        let start = ContinuousClock.now
        for _ in 0..<count { try body() }
        measured.append((ContinuousClock.now - start) / .seconds(1) / Double(count))
    }
    return measured.sorted()[rounds / 2]
}

/// Two measurements in turns, so that what else the machine does weighs on both alike; the median of each and of the
/// turns' ratios of the second to the first.
func pair(rounds: Int = 15, count: Int, _ first: () throws -> Void, _ second: () throws -> Void) rethrows -> (
    first: Double, second: Double, ratio: Double
) {
    var measured: [(first: Double, second: Double)] = []
    for _ in 0..<rounds {
        let one = try seconds(rounds: 1, count: count, first)
        measured.append((one, try seconds(rounds: 1, count: count, second)))
    }
    func median(_ values: [Double]) -> Double { values.sorted()[rounds / 2] }
    return (
        median(measured.map(\.first)), median(measured.map(\.second)), median(measured.map { $0.second / $0.first })
    )
}
