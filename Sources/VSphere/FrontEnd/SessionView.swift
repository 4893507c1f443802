import Synchronization
import XML

/// A view object of one session (vSphere API reference: ManagedObjectView).
protocol SessionView: SessionObject {
    /// The objects in the view now.
    func content(in objects: SessionObjects) throws(VimFault) -> [ManagedObjectReference]
    /// The view's other properties.
    var properties: [Element] { get }
}

extension SessionView {
    func tree(_ reference: ManagedObjectReference, in objects: SessionObjects) throws(VimFault) -> FlatTree {
        try made(reference, in: objects)
    }

    /// The view as a managed object.
    func made(_ reference: ManagedObjectReference, in objects: SessionObjects) throws(VimFault) -> FlatTree {
        var root = Element(
            "managedObject", namespace: SOAPRequest.vim, attributes: ["type": reference.type, "id": reference.value])
        for property in properties { root.append(property) }
        for object in try content(in: objects) {
            root.append(
                Element("view", namespace: SOAPRequest.vim, attributes: ["type": object.type], text: object.value))
        }
        return FlatTree(Document(root))
    }
}

/// A view's tree, for as long as nothing moves in the inventory and nobody's rights change.
final class KeptTree: Sendable {
    private let content = Mutex<(stamp: AccessStamp, tree: FlatTree)?>(nil)

    func tree(at stamp: AccessStamp, _ make: () throws(VimFault) -> FlatTree) throws(VimFault) -> FlatTree {
        if let known = content.withLock({ $0 }), known.stamp == stamp { return known.tree }
        let tree = try make()
        content.withLock { $0 = (stamp, tree) }
        return tree
    }
}
