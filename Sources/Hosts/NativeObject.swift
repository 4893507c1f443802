import XML

/// How a host names an object of its own.
public struct NativeReference: Sendable, Hashable {
    /// The native type, as `types` in the platform's `commands.xml` spells it.
    public var type: String
    public var id: String

    public init(type: String, id: String) {
        self.type = type
        self.id = id
    }
}

/// One object of a host's data store, in the platform's abstract XML form.
public struct NativeObject: Sendable {
    public var reference: NativeReference
    public var document: Document

    public init(reference: NativeReference, document: Document) {
        self.reference = reference
        self.document = document
    }
}
