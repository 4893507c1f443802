/// A value that users keep with an object, and that no hypervisor knows of.
public struct Annotation: Sendable, Hashable {
    /// Generic UUID of the object.
    public var object: String
    /// The protocol whose word the key is.
    public var owner: String
    /// An ``AnnotationField``'s UUID, or free text.
    public var key: String
    public var value: String

    public init(object: String, owner: String, key: String, value: String) {
        self.object = object
        self.owner = owner
        self.key = key
        self.value = value
    }
}

/// A key of annotations that has to be defined before it is used.
public struct AnnotationField: Sendable, Hashable {
    /// Generic UUID of the field; the key of its annotations.
    public var id: String
    /// The protocol that defines it.
    public var owner: String
    /// Unique among the owner's fields.
    public var name: String
    /// The generic type of the objects that can have it; nil: all.
    public var type: String?

    public init(id: String, owner: String, name: String, type: String? = nil) {
        self.id = id
        self.owner = owner
        self.name = name
        self.type = type
    }
}
