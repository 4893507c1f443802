/// Everything the mirror keeps in memory: entries, who refers to whom, and sorted lists that were asked for.
struct MirrorIndex {
    /// An object: allocated apart, so that the free places of the dictionary stay small.
    final class Slot: Sendable {
        let entry: MirrorEntry
        let digest: Digest

        init(entry: MirrorEntry, digest: Digest) {
            self.entry = entry
            self.digest = digest
        }
    }

    private(set) var slots: [String: Slot] = [:]
    private(set) var counts: [String: Int] = [:]
    private var referrers: [String: Set<String>] = [:]
    private var lists = MirrorLists()
    var revision: Int64 = 0

    func entry(_ id: String) -> MirrorEntry? {
        slots[id]?.entry
    }

    mutating func entries(type: String?, host: String?) -> [MirrorEntry] {
        if let type, counts[type] == nil { return [] }
        let key = MirrorLists.Key(type: type, host: host)
        let list = lists[key] ?? lists.keep(key, slots.values.lazy.map(\.entry))
        return list.compactMap { slots[$0.id]?.entry }
    }

    /// The objects of a name, sorted by id.
    mutating func entries(named name: String, type: String?) -> [MirrorEntry] {
        if let type, counts[type] == nil { return [] }
        let key = MirrorLists.Key(type: type, host: nil)
        let list = lists[key] ?? lists.keep(key, slots.values.lazy.map(\.entry))
        return list.named(name).compactMap { slots[$0.id]?.entry }
    }

    func referrers(of id: String) -> [MirrorEntry] {
        (referrers[id] ?? []).compactMap { slots[$0]?.entry }
            .sorted { MirrorLists.Item($0) < MirrorLists.Item($1) }
    }

    /// Before many changes: lists are cheaper to sort anew than to keep in order change by change.
    mutating func expect(changes: Int) {
        if changes > 64 {
            lists = MirrorLists()
        }
    }

    mutating func set(_ slot: Slot) {
        var entry = slot.entry
        entry.host = shared(entry.host)
        entry.references = entry.references.map(shared)
        let old = slots.updateValue(Slot(entry: entry, digest: slot.digest), forKey: entry.id)?.entry
        if old?.references != entry.references {
            unlink(old)
            for reference in entry.references {
                referrers[reference, default: []].insert(entry.id)
            }
        }
        if old?.type != entry.type {
            uncount(old)
            counts[entry.type, default: 0] += 1
        }
        lists.replace(old, with: entry)
    }

    mutating func remove(_ id: String) {
        guard let old = slots.removeValue(forKey: id)?.entry else { return }
        unlink(old)
        uncount(old)
        lists.replace(old, with: nil)
    }

    private mutating func unlink(_ entry: MirrorEntry?) {
        guard let entry else { return }
        for reference in entry.references {
            referrers[reference]?.remove(entry.id)
            if referrers[reference]?.isEmpty == true {
                referrers[reference] = nil
            }
        }
    }

    private mutating func uncount(_ entry: MirrorEntry?) {
        guard let entry, let count = counts[entry.type] else { return }
        counts[entry.type] = count > 1 ? count - 1 : nil
    }

    /// The same text, in the memory that another holder of it uses already.
    private func shared(_ id: String) -> String {
        if let place = slots.index(forKey: id) { return slots[place].key }
        if let place = referrers.index(forKey: id) { return referrers[place].key }
        return id
    }
}
