import XML

/// Where the managed objects that a client can name are found.
protocol ManagedObjects {
    /// An object's properties; nil if there is no such object.
    func view(of object: ManagedObjectReference) throws(VimFault) -> FlatTree?
    func exists(_ object: ManagedObjectReference) throws(VimFault) -> Bool
    /// What changes of the object are announced under; nil: they are not announced.
    func identity(of object: ManagedObjectReference) -> String?
    /// Whether there is no object that the client may not know of.
    var seesEverything: Bool { get }
    /// Whether the client may know of the object.
    func sees(_ object: ManagedObjectReference) -> Bool
    /// Whether the client may read a property of an object that it sees.
    func mayRead(_ path: PropertyPath, of object: ManagedObjectReference) -> Bool
    /// Whether a property at that path changes all the time, so that its moving alone is no change.
    func moves(_ path: PropertyPath) -> Bool
    /// Of an object's view, what is not kept with it as it is now: its metrics, its recent tasks, the client's rights; nil: a
    /// property at that path is kept.
    func live(_ path: PropertyPath, of object: ManagedObjectReference, _ view: FlatTree) throws(VimFault) -> FlatTree?
}

extension ManagedObjects {
    func identity(of object: ManagedObjectReference) -> String? { nil }
    var seesEverything: Bool { true }
    func sees(_ object: ManagedObjectReference) -> Bool { true }
    func mayRead(_ path: PropertyPath, of object: ManagedObjectReference) -> Bool { true }
    func moves(_ path: PropertyPath) -> Bool { false }
    func live(_ path: PropertyPath, of object: ManagedObjectReference, _ view: FlatTree) throws(VimFault) -> FlatTree? {
        nil
    }

    /// The value of a property at this moment, without references to what the client may not know of.
    func value(
        at path: PropertyPath, of object: ManagedObjectReference, _ view: FlatTree, schema: VimSchema
    ) throws(VimFault) -> PropertyValue? {
        let value = try path.value(in: try live(path, of: object, view) ?? view, type: object.type, schema: schema)
        if seesEverything { return value }
        switch value {
        case .one(let node, let type) where type.hasPrefix("ref:"): return isSeen(node) ? .one(node, type: type) : nil
        case .many(let nodes, let type) where type.hasPrefix("ref:"): return .many(nodes.filter(isSeen), type: type)
        default: return value
        }
    }

    private func isSeen(_ node: FlatTree.Cursor) -> Bool {
        node.attribute("type").map { sees(ManagedObjectReference(type: $0, value: node.text)) } ?? true
    }
}
