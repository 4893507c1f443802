/// The latest samples of one key, by number: the number of a sample is its time divided by the interval. Grows to its
/// capacity, and then forgets the oldest for each new one.
struct MetricRing: Sendable {
    private(set) var last = 0
    private var values: [Float] = []

    var isEmpty: Bool { values.isEmpty }

    subscript(number: Int) -> Double? {
        let age = last - number
        guard age >= 0, age < values.count else { return nil }
        let value = values[values.count - 1 - age]
        return value.isNaN ? nil : Double(value)
    }

    /// - Parameter capacity: how many samples are kept.
    mutating func set(_ number: Int, _ value: Double, capacity: Int) {
        let value = Float(value)
        if values.isEmpty || number - last >= capacity {
            values = [value]
            last = number
            return
        }
        guard number > last else {
            let age = last - number
            if age < values.count { values[values.count - 1 - age] = value }
            return
        }
        for missed in last + 1...number { values.append(missed == number ? value : .nan) }
        last = number
        // Moved in one go now and then, not for each sample.
        if values.count > capacity + 32 { values.removeFirst(values.count - capacity) }
    }
}
