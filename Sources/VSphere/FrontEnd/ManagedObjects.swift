import XML

/// Where the managed objects that a client can name are found.
protocol ManagedObjects {
    /// An object's properties; nil if there is no such object.
    func view(of object: ManagedObjectReference) throws(VimFault) -> FlatTree?
    func exists(_ object: ManagedObjectReference) throws(VimFault) -> Bool
    /// What changes of the object are announced under; nil: they are not announced.
    func identity(of object: ManagedObjectReference) -> String?
    /// Of an object's view, what follows its metrics as it is now; nil: nothing of a property at that path does.
    func live(_ path: PropertyPath, of object: ManagedObjectReference, _ view: FlatTree) throws(VimFault) -> FlatTree?
}

extension ManagedObjects {
    func identity(of object: ManagedObjectReference) -> String? { nil }
    func live(_ path: PropertyPath, of object: ManagedObjectReference, _ view: FlatTree) throws(VimFault) -> FlatTree? { nil }

    /// The value of a property at this moment.
    func value(
        at path: PropertyPath, of object: ManagedObjectReference, _ view: FlatTree, schema: VimSchema
    ) throws(VimFault) -> PropertyValue? {
        try path.value(in: try live(path, of: object, view) ?? view, type: object.type, schema: schema)
    }
}
