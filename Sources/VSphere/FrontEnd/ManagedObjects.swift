import XML

/// Where the managed objects that a client can name are found.
protocol ManagedObjects {
    /// An object's properties; nil if there is no such object.
    func view(of object: ManagedObjectReference) throws(VimFault) -> FlatTree?
    func exists(_ object: ManagedObjectReference) throws(VimFault) -> Bool
    /// What changes of the object are announced under; nil: they are not announced.
    func identity(of object: ManagedObjectReference) -> String?
}

extension ManagedObjects {
    func identity(of object: ManagedObjectReference) -> String? { nil }
}
