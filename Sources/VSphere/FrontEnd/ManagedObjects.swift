import XML

/// Where the managed objects that a client can name are found.
protocol ManagedObjects {
    /// An object's properties; nil if there is no such object.
    func view(of object: ManagedObjectReference) throws(VimFault) -> FlatTree?
    func exists(_ object: ManagedObjectReference) throws(VimFault) -> Bool
    /// What changes of the object are announced under; nil: they are not announced.
    func identity(of object: ManagedObjectReference) -> String?
    /// Of an object's view, what is not kept with it as it is now, its metrics and its recent tasks; nil: a property at that
    /// path is kept.
    func live(_ path: PropertyPath, of object: ManagedObjectReference, _ view: FlatTree) throws(VimFault) -> FlatTree?
    /// Whether a property at that path moves all the time, so that its moving alone is no change.
    func isMoving(_ path: PropertyPath) -> Bool
}

extension ManagedObjects {
    func identity(of object: ManagedObjectReference) -> String? { nil }
    func live(_ path: PropertyPath, of object: ManagedObjectReference, _ view: FlatTree) throws(VimFault) -> FlatTree? { nil }

    func isMoving(_ path: PropertyPath) -> Bool { false }

    /// The value of a property at this moment.
    func value(
        at path: PropertyPath, of object: ManagedObjectReference, _ view: FlatTree, schema: VimSchema
    ) throws(VimFault) -> PropertyValue? {
        try path.value(in: try live(path, of: object, view) ?? view, type: object.type, schema: schema)
    }
}
