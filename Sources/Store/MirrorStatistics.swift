/// Figures about the mirror, for metrics.
public struct MirrorStatistics: Sendable, Hashable {
    /// The number of objects of each generic type.
    public var objects: [String: Int]
    /// The size of the whole database with its log on disk, in bytes.
    public var databaseBytes: Int64
    /// The number of the last change.
    public var revision: Int64
}
