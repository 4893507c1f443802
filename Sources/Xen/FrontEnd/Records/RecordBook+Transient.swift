import Agents
import Bus
import Foundation
import Generic
import Logging
import Store
import Synchronization
import XML

/// Records that live in the process alone, and those of volumes that no view shows, which outlive it.
extension RecordBook {
    /// Whose view has the record; nil if there is no such record.
    func holder(_ className: String, _ ref: String) async throws(Fault) -> String? {
        try await record(className, ref) == nil ? nil : knownHolder(ref)
    }

    func knownHolder(_ ref: String) -> String? { content.withLock { $0.index.entries[ref]?.holder } }

    func isTransient(_ holder: String) -> Bool { transient.withLock { $0.records[holder] != nil } }

    /// Who made a record of the process alone; nil if nobody did.
    func owner(of holder: String) -> String? { transient.withLock { $0.owners[holder] } }

    /// Puts a record there that no view has, or takes it away with nil. One that is held by its own reference gives way to a
    /// view that has it, and is there again when no view has it any more; it outlives the process.
    func set(_ holder: String, _ record: XapiRecord?, owner: String? = nil) {
        changing.withLock {
            put(holder, record)
            transient.withLock { $0.owners[holder] = record == nil ? nil : owner }
        }
    }

    /// Changes a record of the process alone, if it is still there.
    /// - Returns: whether it was there and `body` changed it.
    func update(_ holder: String, _ body: (inout XapiRecord) throws -> Bool) throws -> Bool {
        try changing.withLock {
            guard var record = transient.withLock({ $0.records[holder]?.first }), try body(&record) else { return false }
            put(holder, record)
            return true
        }
    }

    private func put(_ holder: String, _ record: XapiRecord?) {
        let isResting = transient.withLock { transient in
            let wasResting = transient.resting.contains(holder)
            transient.records[holder] = record.map { [$0] }
            if record?.ref == holder { transient.resting.insert(holder) } else { transient.resting.remove(holder) }
            return wasResting || record?.ref == holder
        }
        if isResting { remember(holder, record) }
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

    // MARK: - Beyond the process

    private var shelf: String { "xapi.record/\(cache.side.scope)" }

    private func remember(_ holder: String, _ record: XapiRecord?) {
        let settings = server.store.settings
        do {
            if let record {
                try settings.set([shelf: Document(record.element).text()], of: holder)
            } else {
                try settings.remove([shelf], of: holder)
            }
        } catch {
            server.log.error("a record cannot be stored", metadata: ["record": "\(holder)", "error": "\(error)"])
        }
    }

    /// Brings back what an earlier process has left.
    func recall() {
        let settings = server.store.settings
        for ref in settings.objects(with: shelf) {
            guard let text = settings.settings(of: ref)[shelf],
                let document = try? Document(parsing: text, limits: .trusted),
                let record = XapiRecord.records(in: FlatTree(document)).first
            else { continue }
            transient.withLock { transient in
                transient.records[record.ref] = [record]
                transient.resting.insert(record.ref)
            }
            mark([record.ref])
        }
    }
}
