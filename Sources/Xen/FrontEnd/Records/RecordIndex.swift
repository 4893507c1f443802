/// Which records there are, when each was made and changed, and which went: what `event.from` and `get_all` answer from.
/// The records themselves are read from the views.
struct RecordIndex: Sendable {
    struct Entry: Sendable {
        var className: String
        /// In whose view it is: a mirrored object's identifier, a task's, or ``RecordBook/fleet``.
        var holder: String
        var made: Int64
        var changed: Int64
        fileprivate var digest: Int
        fileprivate var uuid: Int
        fileprivate var label: Int
    }

    struct Deletion: Sendable {
        var className: String
        var ref: String
        var at: Int64
        var made: Int64
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var generation: Int64
    private var held: [String: [String]] = [:]
    private var classes: [String: Set<String>] = [:]
    private var byUUID: [Int: Set<String>] = [:]
    private var byLabel: [Int: Set<String>] = [:]
    /// What changed when, oldest first; only the last change of a record counts.
    private var changes: [(at: Int64, ref: String)] = []
    private var deletions: [Deletion] = []
    /// What went before this is not known any more.
    private(set) var firstKnown: Int64

    private static let mostDeletions = 50_000

    private var links: RecordLinks

    /// - Parameter generation: above all that clients may have heard from an earlier process.
    init(generation: Int64, links: RecordLinks = RecordLinks([])) {
        self.generation = generation
        self.links = links
        firstKnown = generation
    }

    /// Takes over what a holder's views have now.
    /// - Returns: the classes in which something is new, other or gone.
    mutating func update(_ holder: String, _ records: [XapiRecord]) -> Set<String> {
        var touched: Set<String> = []
        var present: Set<String> = []
        for record in records {
            present.insert(record.ref)
            // The order of a dictionary is another each time.
            let digest = record.fields.reduce(into: 0) { sum, field in
                var hasher = Hasher()
                hasher.combine(field.key)
                hasher.combine(field.value)
                sum ^= hasher.finalize()
            }
            if let known = entries[record.ref], known.digest == digest, known.holder == holder { continue }
            touched.insert(record.className)
            generation += 1
            let known = forgetKeys(of: record.ref)
            let entry = Entry(
                className: record.className, holder: holder, made: known?.made ?? generation, changed: generation,
                digest: digest, uuid: key(record.className, record.fields["uuid"]),
                label: key(record.className, record.fields["name_label"]))
            entries[record.ref] = entry
            classes[record.className, default: []].insert(record.ref)
            byUUID[entry.uuid, default: []].insert(record.ref)
            byLabel[entry.label, default: []].insert(record.ref)
            changes.append((generation, record.ref))
            touched.formUnion(retold(links.link(record)))
        }
        for ref in held[holder] ?? [] where !present.contains(ref) {
            guard let entry = entries[ref], entry.holder == holder else { continue }
            touched.insert(entry.className)
            generation += 1
            _ = forgetKeys(of: ref)
            entries[ref] = nil
            touched.formUnion(retold(links.unlink(ref)))
            classes[entry.className]?.remove(ref)
            deletions.append(Deletion(className: entry.className, ref: ref, at: generation, made: entry.made))
        }
        held[holder] = records.isEmpty ? nil : records.map(\.ref)
        trim()
        return touched
    }

    /// Those are others because of what refers to them.
    /// - Returns: their classes.
    private mutating func retold(_ refs: Set<String>) -> Set<String> {
        for ref in refs { inject(ref) }
        return Set(refs.compactMap { entries[$0]?.className })
    }

    /// Who refers to a record, by the sets that say so.
    func referrers(of ref: String) -> [String: [String]] { links.referrers(of: ref) }

    /// A class has an event that is no record's change.
    mutating func inject(_ ref: String) {
        guard var entry = entries[ref] else { return }
        generation += 1
        entry.changed = generation
        entries[ref] = entry
        changes.append((generation, ref))
        trim()
    }

    /// In the order in which they came.
    func refs(of className: String) -> [String] {
        (classes[className] ?? []).map { ($0, entries[$0]?.made ?? 0) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    }

    func count(of className: String) -> Int { classes[className]?.count ?? 0 }

    /// Those that may have the UUID: their records tell.
    func candidates(_ className: String, uuid: String) -> [String] {
        Array(byUUID[key(className, .string(uuid))] ?? [])
    }

    func candidates(_ className: String, label: String) -> [String] {
        Array(byLabel[key(className, .string(label))] ?? [])
    }

    /// What changed after a generation, oldest first. The last change of every record is there.
    func changes(after generation: Int64) -> [(ref: String, entry: Entry)] {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= generation { low = middle + 1 } else { high = middle }
        }
        return changes[low...].compactMap { change in
            guard let entry = entries[change.ref], entry.changed == change.at else { return nil }
            return (change.ref, entry)
        }
    }

    /// What went after a generation, but for what also came after it.
    func deletions(after generation: Int64) -> [Deletion] {
        var low = deletions.count
        while low > 0, deletions[low - 1].at > generation { low -= 1 }
        return deletions[low...].filter { $0.made <= generation && entries[$0.ref] == nil }
    }

    private mutating func forgetKeys(of ref: String) -> Entry? {
        guard let entry = entries[ref] else { return nil }
        byUUID[entry.uuid]?.remove(ref)
        if byUUID[entry.uuid]?.isEmpty == true { byUUID[entry.uuid] = nil }
        byLabel[entry.label]?.remove(ref)
        if byLabel[entry.label]?.isEmpty == true { byLabel[entry.label] = nil }
        return entry
    }

    private mutating func trim() {
        if deletions.count > RecordIndex.mostDeletions {
            let gone = deletions.prefix(RecordIndex.mostDeletions / 2)
            firstKnown = gone.last?.at ?? firstKnown
            deletions.removeFirst(gone.count)
        }
        if changes.count > 2 * entries.count + 10_000 {
            changes.removeAll { entries[$0.ref]?.changed != $0.at }
        }
    }

    private func key(_ className: String, _ value: XapiValue?) -> Int {
        var hasher = Hasher()
        hasher.combine(className)
        hasher.combine(value?.text)
        return hasher.finalize()
    }
}
