import Agents
import Generic
import Store
import Synchronization
import XML

/// Records as the views have them now.
extension RecordBook {
    /// All records that a holder's views have now.
    /// - Throws: ``Fault`` for a mapping that fails.
    func records(of holder: String) throws(Fault) -> [XapiRecord] {
        if let own = transient.withLock({ $0.records[holder] }) { return own }
        let viewed = try self.viewed(holder)
        var records = viewed.replacing(with: measured.records(among: viewed, of: holder))
        if let tasks = content.withLock(\.tasks) { records = tasks.amended(records, of: holder) }
        for task in content.withLock({ $0.operations.tasks(on: holder) }) {
            for overlay in try views(of: task).flatMap(XapiRecord.records) where overlay.isOverlay {
                guard let place = records.firstIndex(where: { $0.ref == overlay.ref }) else { continue }
                records[place].fields.merge(overlay.fields) { $1 }
            }
        }
        return records
    }

    /// The records of a holder's views. Those that were read last are kept: a command reads them several times.
    private func viewed(_ holder: String) throws(Fault) -> [XapiRecord] {
        let making = cache.making(of: holder)
        if let making, let known = recent.withLock({ $0[holder] }), known.making == making { return known.records }
        let records = try views(of: holder).flatMap(XapiRecord.records).filter { !$0.isOverlay }
        guard let making, cache.making(of: holder) == making else { return records }
        recent.withLock { recent in
            if recent.count >= RecordBook.mostRecent { recent = [:] }
            recent[holder] = (making, records)
        }
        return records
    }

    /// Holders; the records of the largest take some 50 KiB.
    private static let mostRecent = 64

    /// - Throws: ``Fault`` for a mapping that fails.
    func views(of holder: String) throws(Fault) -> [FlatTree] {
        if holder == RecordBook.fleet { return try fleetViews() }
        guard let entry = server.store.journal.entry(holder) else { return try cache.views(of: holder) }
        guard let tasks = content.withLock(\.tasks), tasks.shows(entry) else { return [] }
        return try views(of: entry, tasks, operation: table.operation(of: entry.name))
    }

    /// A record as it is now; nil if there is none.
    /// - Throws: ``Fault`` for a mapping that fails.
    func record(_ className: String, _ ref: String) async throws(Fault) -> XapiRecord? {
        if let found = try known(className, ref) { return found }
        await settle()
        return try known(className, ref)
    }

    private func known(_ className: String, _ ref: String) throws(Fault) -> XapiRecord? {
        guard let entry = content.withLock({ $0.index.entries[ref] }), entry.className == className else { return nil }
        return try records(of: entry.holder).first { $0.ref == ref && $0.className == className }.map(completed)
    }

    /// A record of whatever class; nil if there is none.
    /// - Throws: ``Fault`` for a mapping that fails.
    func record(_ ref: String) async throws(Fault) -> XapiRecord? {
        if let found = try known(ref) { return found }
        await settle()
        return try known(ref)
    }

    private func known(_ ref: String) throws(Fault) -> XapiRecord? {
        guard let className = content.withLock({ $0.index.entries[ref]?.className }) else { return nil }
        return try known(className, ref)
    }

    /// With the sets that its own view does not know all of.
    private func completed(_ record: XapiRecord) -> XapiRecord {
        var record = record
        for (name, refs) in content.withLock({ $0.index.referrers(of: record.ref) }) {
            var items: [XapiValue] = []
            if case .array(let own)? = record.fields[name] { items = own }
            let known = Set(items.compactMap(\.text))
            record.fields[name] = .array(items + refs.filter { !known.contains($0) }.map(XapiValue.string))
        }
        return record
    }

    /// In the order in which they came.
    func refs(of className: String) async -> [String] {
        await settle()
        return content.withLock { $0.index.refs(of: className) }
    }

    /// All records of a class.
    /// - Throws: ``Fault`` for a mapping that fails.
    func all(_ className: String) async throws(Fault) -> [XapiRecord] {
        await settle()
        let (refs, holders) = content.withLock { content in
            let refs = content.index.refs(of: className)
            return (refs, refs.compactMap { content.index.entries[$0]?.holder })
        }
        return try read(refs, of: holders)
    }

    /// The records of those references, each holder's views read once.
    func read(_ refs: [String], of holders: [String]) throws(Fault) -> [XapiRecord] {
        var wanted: [String: Int] = [:]
        for (place, ref) in refs.enumerated() { wanted[ref] = place }
        var found: [XapiRecord?] = Array(repeating: nil, count: refs.count)
        var seen: Set<String> = []
        for holder in holders where seen.insert(holder).inserted {
            for record in try records(of: holder) {
                if let place = wanted[record.ref] { found[place] = completed(record) }
            }
        }
        return found.compactMap { $0 }
    }

    /// - Throws: ``Fault`` for a mapping that fails.
    func find(_ className: String, uuid: String) async throws(Fault) -> XapiRecord? {
        await settle()
        let candidates = content.withLock { $0.index.candidates(className, uuid: uuid) }
        for ref in candidates {
            if let record = try known(className, ref), record.fields["uuid"]?.text == uuid { return record }
        }
        return nil
    }

    /// - Throws: ``Fault`` for a mapping that fails.
    func find(_ className: String, label: String) async throws(Fault) -> [XapiRecord] {
        await settle()
        let candidates = content.withLock { $0.index.candidates(className, label: label) }
        var found: [XapiRecord] = []
        for ref in candidates.sorted() {
            if let record = try known(className, ref), record.fields["name_label"]?.text == label { found.append(record) }
        }
        return found
    }

    /// Up to where events have come.
    var generation: Int64 { content.withLock { $0.index.generation } }

    /// Looks into the index.
    func withIndex<Result>(_ body: (RecordIndex) -> Result) -> Result { content.withLock { body($0.index) } }
}
