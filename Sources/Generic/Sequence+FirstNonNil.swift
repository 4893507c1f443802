extension Sequence {
    /// The first value that `transform` makes. It is called once for an element: `lazy.compactMap` calls it twice, and ends
    /// the process where the second value is nil because somebody else has changed what it looks at.
    public func firstNonNil<Result>(_ transform: (Element) throws -> Result?) rethrows -> Result? {
        for element in self {
            if let result = try transform(element) { return result }
        }
        return nil
    }
}
