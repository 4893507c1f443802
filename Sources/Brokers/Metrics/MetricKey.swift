/// What a figure is about: a metric, and one device or, if `instance` is empty, the whole object.
public struct MetricKey: Sendable, Hashable {
    /// The metric's name.
    public var metric: String
    /// A device by its generic id or by its handle.
    public var instance: String

    public init(_ metric: String, instance: String = "") {
        self.metric = metric
        self.instance = instance
    }
}

/// Figures of one key over time.
public struct MetricSeries: Sendable {
    public var key: MetricKey
    /// One for each of the times asked for; nil where there is none.
    public var values: [Double?]
}

/// Some figures of one object at the same times.
public struct MetricReading: Sendable {
    /// Seconds from one to the next.
    public var interval: Int
    /// When each interval ended, seconds since 1970, oldest first.
    public var times: [Int]
    public var series: [MetricSeries]
}
