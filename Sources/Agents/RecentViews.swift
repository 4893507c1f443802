import XML

/// The views that were read last, ready to be read again, in memory of at most twice the limit.
struct RecentViews {
    private var young: [String: [FlatTree]] = [:]
    private var old: [String: [FlatTree]] = [:]
    private var size = 0
    /// Bytes of the views that were read since the older ones grew old.
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func find(_ id: String) -> [FlatTree]? {
        if let found = young[id] { return found }
        guard let found = old.removeValue(forKey: id) else { return nil }
        keep(found, id)
        return found
    }

    mutating func keep(_ views: [FlatTree], _ id: String) {
        guard young.updateValue(views, forKey: id) == nil else { return }
        size += views.reduce(0) { $0 + $1.bytes.count }
        guard size > limit else { return }
        (old, young, size) = (young, [:], 0)
    }

    mutating func forget(_ id: String) {
        if let views = young.removeValue(forKey: id) { size -= views.reduce(0) { $0 + $1.bytes.count } }
        old[id] = nil
    }

    mutating func forgetAll() { self = RecentViews(limit: limit) }
}
