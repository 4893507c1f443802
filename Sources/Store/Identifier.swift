/// What one object is called in one place.
public struct Identifier: Sendable, Hashable {
    /// The platform whose identifier it is.
    public var platform: String
    /// Where on that platform it is valid: a host, or one front end.
    public var scope: String
    /// The native type.
    public var type: String
    /// The native identifier.
    public var native: String
    /// The generic type.
    public var genericType: String
    /// The generic UUID, lower case.
    public var uuid: String
    /// The generic UUID of the object this one belongs to, as a snapshot belongs to a machine.
    public var owner: String?
    /// The object is gone; this only tells what it was called.
    public var deleted: Bool

    /// An identifier with all its fields.
    public init(
        platform: String, scope: String, type: String, native: String, genericType: String, uuid: String,
        owner: String? = nil, deleted: Bool = false
    ) {
        self.platform = platform
        self.scope = scope
        self.type = type
        self.native = native
        self.genericType = genericType
        self.uuid = uuid
        self.owner = owner
        self.deleted = deleted
    }
}
