/// An object as it is to be kept in the mirror.
public struct MirrorWrite: Sendable, Hashable {
    /// Generic UUID of the object.
    public var id: String
    /// Generic type: vm, host, datastore, …
    public var type: String
    /// Generic UUID of the host the object is on.
    public var host: String
    /// Name of the object, not necessarily unique.
    public var name: String
    /// Generic UUIDs of the objects this one refers to.
    public var references: [String]
    /// The containers it is in where its host has some of its own.
    public var places: [InventoryRole: String]
    /// By what else the object is found.
    public var keys: [String]
    /// The serialised generic document.
    public var generic: [UInt8]
    /// The serialised native document.
    public var native: [UInt8]

    /// A write with all its fields.
    public init(
        id: String, type: String, host: String, name: String, references: [String] = [],
        places: [InventoryRole: String] = [:], keys: [String] = [], generic: [UInt8], native: [UInt8]
    ) {
        self.id = id
        self.type = type
        self.host = host
        self.name = name
        self.references = references
        self.places = places
        self.keys = keys
        self.generic = generic
        self.native = native
    }
}
