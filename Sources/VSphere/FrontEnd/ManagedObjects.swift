import XML

/// Where the managed objects that a client can name are found.
protocol ManagedObjects {
    /// An object's properties; nil if there is no such object.
    func view(of object: ManagedObjectReference) throws(VimFault) -> FlatTree?
    func exists(_ object: ManagedObjectReference) throws(VimFault) -> Bool
}
