import XML

/// What the collectors of events and of tasks have in common (vSphere API reference: HistoryCollector).
protocol HistoryCollector: SessionObject {
    /// How many items the latest page has at most.
    func setPageSize(_ size: Int)
    /// Moves the scrollable view before the oldest item.
    func rewind()
    /// Moves the scrollable view before the latest page.
    func reset(in objects: SessionObjects) throws(VimFault)
    /// The items after the scrollable view's place, oldest first, or before it, newest first; as elements of a page.
    func read(next: Bool, atMost count: Int, in objects: SessionObjects) throws(VimFault) -> FlatTree
}
