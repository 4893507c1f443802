/// Numbers that are never given out twice, although not each one is written down.
///
/// The database holds the ceiling. What is below it may have been given out, so after a crash counting goes on there.
struct NumberCounter {
    /// How many numbers are reserved at a time.
    static let block: Int64 = 128

    var next: Int64 = 1
    var ceiling: Int64 = 1

    init() {}

    /// A counter as the database knows it.
    init(ceiling: Int64) {
        next = ceiling
        self.ceiling = ceiling
    }

    /// The next number, nil if more have to be reserved first.
    mutating func take() -> Int64? {
        guard next < ceiling else { return nil }
        defer { next += 1 }
        return next
    }
}
