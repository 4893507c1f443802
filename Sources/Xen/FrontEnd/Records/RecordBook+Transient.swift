import Generic
import Synchronization

/// Records that live in the process alone.
extension RecordBook {
    /// Whose view has the record; nil if there is no such record.
    func holder(_ className: String, _ ref: String) async throws(Fault) -> String? {
        try await record(className, ref) == nil ? nil : knownHolder(ref)
    }

    func knownHolder(_ ref: String) -> String? { content.withLock { $0.index.entries[ref]?.holder } }

    func isTransient(_ holder: String) -> Bool { transient.withLock { $0.records[holder] != nil } }

    /// Puts a record there that no view has, or takes it away with nil. One that is held by its own reference gives way to a
    /// view that has it, and is there again when no view has it any more.
    func set(_ holder: String, _ record: XapiRecord?) {
        transient.withLock { transient in
            transient.records[holder] = record.map { [$0] }
            if record?.ref == holder { transient.resting.insert(holder) } else { transient.resting.remove(holder) }
        }
        take(holder, record.map { [$0] } ?? [])
    }

    /// The records that are held by their own references. Those that the view has now come to say what it says of them; sets
    /// are of its own.
    func resting(_ holder: String, _ records: [XapiRecord]) -> [XapiRecord] {
        transient.withLock { transient in
            guard !transient.resting.isEmpty else { return [] }
            for record in records where record.ref != holder && transient.resting.contains(record.ref) {
                guard var own = transient.records[record.ref]?.first else { continue }
                for (name, value) in record.fields where own.fields[name] != nil {
                    if case .array = value { continue }
                    own.fields[name] = value
                }
                transient.records[record.ref] = [own]
            }
            return transient.resting.compactMap { transient.records[$0]?.first }
        }
    }
}
