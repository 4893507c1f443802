/// The writes of one transaction, compared with what the mirror has.
struct MirrorBatch {
    private var slots: [String: MirrorIndex.Slot] = [:]
    private var changed: Set<String> = []
    private(set) var revision: Int64
    private(set) var outcome: [(MirrorEntry, MirrorChange)] = []

    init(_ index: MirrorIndex, _ writes: [MirrorWrite]) {
        revision = index.revision
        for write in writes {
            slots[write.id] = index.slots[write.id]
        }
    }

    /// Takes one more write.
    /// - Returns: the revision to save it with, nil if it changes nothing.
    mutating func add(_ write: MirrorWrite, _ digest: Digest) -> Int64? {
        let old = slots[write.id]
        if let old, old.digest == digest, old.entry.isSame(as: write) {
            outcome.append((old.entry, .unchanged))
            return nil
        }
        revision += 1
        let entry = MirrorEntry(
            id: write.id, type: write.type, host: write.host, name: write.name, revision: revision,
            references: write.references)
        slots[write.id] = MirrorIndex.Slot(entry: entry, digest: digest)
        changed.insert(write.id)
        outcome.append((entry, old == nil ? .inserted : .updated))
        return revision
    }

    /// The objects that have to be taken over into the index.
    var changes: some Sequence<MirrorIndex.Slot> {
        changed.lazy.compactMap { slots[$0] }
    }

    var changeCount: Int {
        changed.count
    }
}

extension MirrorIndex {
    /// Takes over what a transaction has committed.
    mutating func take(_ batch: MirrorBatch) {
        expect(changes: batch.changeCount)
        for slot in batch.changes { set(slot) }
        revision = batch.revision
    }
}

extension MirrorEntry {
    fileprivate func isSame(as write: MirrorWrite) -> Bool {
        name == write.name && type == write.type && host == write.host && references == write.references
    }
}
