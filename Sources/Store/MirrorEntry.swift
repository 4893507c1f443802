/// What is kept in memory about an object of the mirror.
public struct MirrorEntry: Sendable, Hashable {
    /// Generic UUID of the object.
    public var id: String
    /// Generic type: vm, host, datastore, …
    public var type: String
    /// Generic UUID of the host the object is on.
    public var host: String
    /// Name of the object, not necessarily unique.
    public var name: String
    /// The database-wide number of the change that made the object what it is.
    public var revision: Int64
    /// Generic UUIDs of the objects this one refers to.
    public var references: [String]

    /// An entry with all its fields.
    public init(id: String, type: String, host: String, name: String, revision: Int64, references: [String]) {
        self.id = id
        self.type = type
        self.host = host
        self.name = name
        self.revision = revision
        self.references = references
    }
}
