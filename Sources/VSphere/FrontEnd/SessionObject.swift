import XML

/// A managed object that a session made: a view or a history collector.
protocol SessionObject: Sendable {
    /// Its properties.
    func tree(_ reference: ManagedObjectReference, in objects: SessionObjects) throws(VimFault) -> FlatTree
}
