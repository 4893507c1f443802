/// What front ends have written of objects' views, ready to be written again, in memory of at most twice the limit.
struct Excerpts {
    private typealias Kept = [(what: String, bytes: [UInt8])]

    private var young: [String: Kept] = [:]
    private var old: [String: Kept] = [:]
    private var size = 0
    /// Bytes of what was written or used since the older ones grew old.
    private let limit: Int

    /// Of one object.
    private static let most = 4
    /// What one takes beside its bytes, about.
    private static let overhead = 128

    init(limit: Int) { self.limit = limit }

    mutating func find(_ what: String, of id: String) -> [UInt8]? {
        if let kept = young[id] { return Excerpts.find(what, in: kept) }
        guard let kept = old.removeValue(forKey: id) else { return nil }
        keep(kept, id)
        return Excerpts.find(what, in: kept)
    }

    mutating func keep(_ bytes: [UInt8], _ what: String, of id: String) {
        var kept = young[id] ?? old.removeValue(forKey: id) ?? []
        kept.removeAll { $0.what == what }
        if kept.count >= Excerpts.most { kept.removeFirst() }
        kept.append((what, bytes))
        keep(kept, id)
    }

    mutating func forget(_ id: String) {
        if let kept = young.removeValue(forKey: id) { size -= Excerpts.size(kept) }
        old[id] = nil
    }

    mutating func forgetAll() { self = Excerpts(limit: limit) }

    private mutating func keep(_ kept: Kept, _ id: String) {
        if let before = young.updateValue(kept, forKey: id) { size -= Excerpts.size(before) }
        size += Excerpts.size(kept)
        guard size > limit else { return }
        (old, young, size) = (young, [:], 0)
    }

    private static func find(_ what: String, in kept: Kept) -> [UInt8]? { kept.first { $0.what == what }?.bytes }

    private static func size(_ kept: Kept) -> Int { kept.reduce(0) { $0 + $1.bytes.count + overhead } }
}
