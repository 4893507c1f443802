import Foundation

/// What was measured: each figure with its unit, and the budget where there is one.
struct Report: Encodable {
    struct Figure: Encodable {
        var name: String
        var value: Double
        var unit: String
        var budget: Double?
    }

    private(set) var figures: [Figure] = []

    mutating func add(_ name: String, _ value: Double, _ unit: String, budget: Double? = nil) {
        figures.append(Figure(name: name, value: value, unit: unit, budget: budget))
        let limit = budget.map { " (budget \($0.formatted()), \(value <= $0 ? "met" : "MISSED"))" } ?? ""
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
