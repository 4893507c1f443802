extension Array {
    /// In runs of at most so many, so that much can be told in several documents.
    public func portions(of count: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
    }
}
