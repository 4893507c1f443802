import XML

/// A managed object reference: the type and value by which a client names a managed object.
struct ManagedObjectReference: Sendable, Hashable {
    var type: String
    var value: String

    init(type: String, value: String) {
        self.type = type
        self.value = value
    }

    /// - Throws: ``VimFault`` with type `InvalidArgument` or `InvalidRequest`.
    init(_ element: Element) throws(VimFault) {
        guard let type = element["type"], !type.isEmpty, !element.text.isEmpty else {
            throw VimFault("InvalidArgument", "\(element.name) is not a managed object reference", [("invalidProperty", element.name)])
        }
        self.init(type: type, value: element.text)
    }
}
