/// A group of tags.
public struct TagCategory: Sendable, Hashable {
    /// A UUID.
    public var id: String
    public var name: String
    public var description: String
    /// Whether an object may have no more than one tag of the category.
    public var isSingle: Bool
    /// The types of objects that may have its tags, in the words of those who asked for it; empty for all.
    public var types: [String]

    public init(id: String, name: String, description: String, isSingle: Bool, types: [String]) {
        self.id = id
        self.name = name
        self.description = description
        self.isSingle = isSingle
        self.types = types
    }

    public func allows(_ type: String) -> Bool { types.isEmpty || types.contains(type) }
}

/// A word that objects can be given.
public struct Tag: Sendable, Hashable {
    /// A UUID.
    public var id: String
    /// The UUID of its category.
    public var category: String
    public var name: String
    public var description: String

    public init(id: String, category: String, name: String, description: String) {
        self.id = id
        self.category = category
        self.name = name
        self.description = description
    }
}

/// What a tag can be attached to: an object by its generic type, or as another type of protocol object that it is shown as.
public struct TaggedObject: Sendable, Hashable {
    public var type: String
    /// A generic UUID, or what the object is called that has none.
    public var id: String

    public init(type: String, id: String) {
        self.type = type
        self.id = id
    }
}
