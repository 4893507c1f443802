/// How long to wait before the next attempt: twice as long each time, up to a limit, and a little by chance, so that
/// clients do not come back all at once.
public struct Backoff: Sendable {
    public var first: Duration
    public var limit: Duration
    private var next: Duration

    public init(first: Duration = .milliseconds(500), limit: Duration = .seconds(30)) {
        self.first = first
        self.limit = limit
        next = first
    }

    public mutating func reset() { next = first }

    /// - Parameter atLeast: what this attempt's failure calls for.
    public mutating func delay(atLeast: Duration = .zero) -> Duration {
        let base = max(next, atLeast)
        next = min(next * 2, limit)
        return base * Double.random(in: 0.8...1.2)
    }
}
