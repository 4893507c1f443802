import XML

/// A view object of one session (vSphere API reference: ManagedObjectView).
protocol SessionView: SessionObject {
    /// The objects in the view now.
    func content(in objects: SessionObjects) throws(VimFault) -> [ManagedObjectReference]
    /// The view's other properties.
    var properties: [Element] { get }
}

extension SessionView {
    /// The view as a managed object.
    func tree(_ reference: ManagedObjectReference, in objects: SessionObjects) throws(VimFault) -> FlatTree {
        var root = Element(
            "managedObject", namespace: SOAPRequest.vim, attributes: ["type": reference.type, "id": reference.value])
        for property in properties { root.append(property) }
        for object in try content(in: objects) {
            root.append(Element("view", namespace: SOAPRequest.vim, attributes: ["type": object.type], text: object.value))
        }
        return FlatTree(Document(root))
    }
}
