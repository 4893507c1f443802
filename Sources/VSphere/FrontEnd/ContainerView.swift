import XML

/// Everything of some types below a container (vSphere API reference: ViewManager.CreateContainerView).
struct ContainerView: SessionView {
    let container: ManagedObjectReference
    let types: [String]
    let recursive: Bool
    let kept = KeptTree()

    /// Which properties hold the objects directly inside each type of container, as the reference's table for
    /// CreateContainerView has them.
    private static let contents: [(type: String, properties: [String])] = [
        ("Folder", ["childEntity"]),
        ("Datacenter", ["vmFolder", "hostFolder", "datastoreFolder", "networkFolder"]),
        ("ComputeResource", ["host", "resourcePool"]),
        ("ResourcePool", ["resourcePool", "vm"]),
        ("HostSystem", ["vm"]),
        ("VirtualApp", ["vm"]),
    ]

    var properties: [Element] {
        var properties = [
            Element(
                "container", namespace: SOAPRequest.vim, attributes: ["type": container.type], text: container.value)
        ]
        properties += types.map { Element("type", namespace: SOAPRequest.vim, text: $0) }
        properties.append(Element("recursive", namespace: SOAPRequest.vim, text: "\(recursive)"))
        return properties
    }

    func tree(_ reference: ManagedObjectReference, in objects: SessionObjects) throws(VimFault) -> FlatTree {
        try kept.tree(at: objects.presentation.stamp(of: objects.session.user)) { () throws(VimFault) in
            try made(reference, in: objects)
        }
    }

    func content(in objects: SessionObjects) throws(VimFault) -> [ManagedObjectReference] {
        var found: [ManagedObjectReference] = []
        var seen: Set<ManagedObjectReference> = [container]
        var pending = [container]
        var next = 0
        while next < pending.count {
            let parent = pending[next]
            next += 1
            for child in try children(of: parent, in: objects) where seen.insert(child).inserted && objects.sees(child)
            {
                if types.isEmpty || types.contains(where: { objects.schema.isA(child.type, $0) }) {
                    found.append(child)
                }
                if recursive, child.type != "VirtualMachine" { pending.append(child) }
            }
        }
        return found
    }

    private func children(of parent: ManagedObjectReference, in objects: SessionObjects) throws(VimFault)
        -> [ManagedObjectReference]
    {
        guard
            let properties = ContainerView.contents.first(where: { objects.schema.isA(parent.type, $0.type) })?
                .properties,
            let view = try objects.view(of: parent)
        else { return [] }
        return properties.flatMap { name in
            PropertyValue.many(view.root.children(named: name), type: "").references
        }
    }
}
