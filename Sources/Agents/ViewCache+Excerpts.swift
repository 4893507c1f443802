import Synchronization

extension ViewCache {
    /// Bytes of what is worth keeping beside the view that it was taken from.
    public static let longestExcerpt = 4 << 10

    /// Which making of an object's views is kept at present; nil: none is.
    public func making(of id: String) -> Int? { content.withLock { $0.views[id]?.ticket } }

    /// What was written of an object's views as they are now.
    /// - Parameter what: which part of them, in whatever form; the same for the same part.
    public func excerpt(_ what: String, of id: String) -> [UInt8]? {
        content.withLock { $0.excerpts.find(what, of: id) }
    }

    /// Keeps what was written of an object's views, unless they have changed since.
    /// - Parameter making: the making of the views that it was written from, see ``making(of:)``.
    public func keep(_ excerpt: [UInt8], _ what: String, of id: String, making: Int) {
        guard excerpt.count <= Self.longestExcerpt else { return }
        content.withLock { content in
            if content.views[id]?.ticket == making { content.excerpts.keep(excerpt, what, of: id) }
        }
    }
}
