import Agents
import Bus
import Foundation
import Generic
import Logging
import Store
import Synchronization
import XML

/// The fleet as XAPI's database: every record of every class, read from the views of what is mirrored, and an index of
/// them that follows the mirror.
final class RecordBook: Sendable {
    static let protocolName = "xen"
    /// The holder of what is no single object's: the pool, and the templates that it has by itself.
    static let fleet = "fleet"

    let server: TransformServer
    let schema: XapiSchema
    let cache: ViewCache
    let product: Product
    /// Records that live in the process alone, such as tasks, by their holder.
    private let transient = Mutex<[String: [XapiRecord]]>([:])
    private let content: Mutex<Content>
    private let signal: AsyncStream<Void>.Continuation
    private let signals: AsyncStream<Void>

    struct Product: Sendable {
        var name: String
        var version: String
        var instance: String
        /// Where clients reach this server, as host and port.
        var address: String
    }

    private struct Content {
        var isActive = false
        weak var tasks: XapiTasks?
        var isStopping = false
        var index: RecordIndex
        var pending: Set<String> = []
        var isWorking = false
        var settling: [CheckedContinuation<Void, Never>] = []
        var waiters: [Int: Waiter] = [:]
        var next = 0
    }

    private struct Waiter {
        var concerns: @Sendable (Set<String>) -> Bool
        var wake: CheckedContinuation<Void, Never>
    }

    init(server: TransformServer, schema: XapiSchema, product: Product, pool: XapiPool) {
        self.server = server
        self.schema = schema
        self.product = product
        cache = ViewCache(
            server, protocolName: RecordBook.protocolName, scope: pool.scope, layout: pool.layout(server.store))
        // A client's token of an earlier process is older than all that this one tells of.
        let start = Int64(Date().timeIntervalSince1970 * 1000)
        let relations = server.engine.mappings.directory.appendingPathComponent("\(RecordBook.protocolName)/relations.txt")
        let links = (try? RecordLinks(contentsOf: relations)) ?? RecordLinks([])
        content = Mutex(Content(index: RecordIndex(generation: start, links: links)))
        (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Begins to follow the mirror; without clients nothing has to be shown.
    /// - Returns: false if it does already.
    func activate() -> Bool {
        let isFirst = content.withLock { content in
            defer { content.isActive = true }
            return !content.isActive
        }
        guard isFirst else { return false }
        _ = server.updates.subscribe { [weak self] in self?.note($0) }
        markAll()
        Task { [weak self, signals] in
            for await _ in signals { await self?.work() }
        }
        Task { [weak self] in
            // Which hosts there are is known once they have been read, whether or not they have changed.
            while let self, !self.server.isReady { try? await Task.sleep(for: .milliseconds(50)) }
            self?.markAll()
        }
        return true
    }

    /// The hosts that clients see.
    var hosts: [MirrorEntry] {
        server.hosts.flatMap(\.state.ids).compactMap(server.store.mirror.entry).filter(cache.layout.shows)
    }

    /// Whether a mirrored object's task or event is one of the pool's; what is of none is.
    func shows(_ target: String?, host: String?) -> Bool {
        guard !cache.side.scope.isEmpty else { return true }
        let known = [target, host].compactMap { $0.flatMap(server.store.mirror.entry) }
        if let entry = known.first { return cache.layout.shows(entry) }
        return host == nil
    }

    /// Reads everything again.
    func markAll() {
        let ids = server.store.mirror.entries().map(\.id)
        mark(Set(ids).union([RecordBook.fleet]))
    }

    /// Reads those again.
    func mark(_ holders: Set<String>) {
        guard !holders.isEmpty else { return }
        content.withLock { $0.pending.formUnion(holders) }
        signal.yield()
    }

    private func note(_ updates: [Update]) {
        var holders: Set<String> = []
        for update in updates where update.type != Update.event {
            if update.type == ObjectType.field.rawValue {
                markAll()
            } else if update.type == ObjectType.task.rawValue {
                holders.insert(update.id)
            } else {
                holders.formUnion(cache.affected(by: update))
                if update.type != ObjectType.vm.rawValue && update.type != ObjectType.volume.rawValue {
                    holders.insert(RecordBook.fleet)
                }
            }
        }
        mark(holders)
    }

    // MARK: - Following

    private func work() async {
        while true {
            let batch = content.withLock { content -> [String] in
                let batch = Array(content.pending.prefix(64))
                content.pending.subtract(batch)
                content.isWorking = !batch.isEmpty
                guard batch.isEmpty else { return batch }
                for continuation in content.settling { continuation.resume() }
                content.settling = []
                return []
            }
            guard !batch.isEmpty else { return }
            await withTaskGroup(of: (String, [XapiRecord]).self) { group in
                for holder in batch { group.addTask { (holder, self.read(holder)) } }
                for await (holder, records) in group { take(holder, records) }
            }
        }
    }

    private func read(_ holder: String) -> [XapiRecord] {
        do {
            return try records(of: holder)
        } catch {
            server.log.error("an object cannot be shown", metadata: ["object": "\(holder)", "error": "\(error.message)"])
            return []
        }
    }

    private func take(_ holder: String, _ records: [XapiRecord]) {
        let resting = resting(holder, records)
        let woken = content.withLock { content -> [CheckedContinuation<Void, Never>] in
            var touched = content.index.update(holder, records)
            // What the view no longer has is here again.
            for record in resting where content.index.entries[record.ref] == nil {
                touched.formUnion(content.index.update(record.ref, [record]))
            }
            return touched.isEmpty ? [] : wake(&content, touched)
        }
        for continuation in woken { continuation.resume() }
    }

    /// The records of this process that are under their own references. Those that the view has now come to say what it
    /// says of them; sets are of its own.
    private func resting(_ holder: String, _ records: [XapiRecord]) -> [XapiRecord] {
        transient.withLock { transient in
            for record in records where record.ref != holder {
                guard var own = transient[record.ref]?.first else { continue }
                for (name, value) in record.fields where own.fields[name] != nil {
                    if case .array = value { continue }
                    own.fields[name] = value
                }
                transient[record.ref] = [own]
            }
            return transient.flatMap { key, records in records.filter { $0.ref == key } }
        }
    }

    private func wake(_ content: inout Content, _ touched: Set<String>) -> [CheckedContinuation<Void, Never>] {
        let due = content.waiters.filter { $0.value.concerns(touched) }
        for key in due.keys { content.waiters[key] = nil }
        return due.values.map(\.wake)
    }

    /// Waits until the index has all that was changed before.
    func settle() async {
        await withCheckedContinuation { continuation in
            let isSettled = content.withLock { content in
                guard content.isWorking || !content.pending.isEmpty else { return true }
                content.settling.append(continuation)
                return false
            }
            if isSettled { continuation.resume() }
        }
    }

    // MARK: - Reading

    /// All records that a holder's views have now.
    /// - Throws: ``Fault`` for a mapping that fails.
    func records(of holder: String) throws(Fault) -> [XapiRecord] {
        if let own = transient.withLock({ $0[holder] }) { return own }
        return try views(of: holder).flatMap(XapiRecord.records)
    }

    /// - Throws: ``Fault`` for a mapping that fails.
    func views(of holder: String) throws(Fault) -> [FlatTree] {
        if holder == RecordBook.fleet { return try fleetViews() }
        guard let entry = server.store.journal.entry(holder) else { return try cache.views(of: holder) }
        guard let tasks = content.withLock(\.tasks), tasks.shows(entry) else { return [] }
        return try views(of: entry, made: tasks.made(by: entry.id))
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
        await settle()
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

    // MARK: - Events

    /// Has clients told of a record as if it had changed.
    /// - Returns: the generation of it; nil if there is no such record.
    func inject(_ className: String, _ ref: String) -> Int64? {
        let (generation, woken) = content.withLock { content -> (Int64?, [CheckedContinuation<Void, Never>]) in
            guard content.index.entries[ref]?.className == className else { return (nil, []) }
            content.index.inject(ref)
            return (content.index.generation, wake(&content, [className]))
        }
        for continuation in woken { continuation.resume() }
        return generation
    }

    /// Waits until something of the classes changes after a generation, or the time is over, or the wait is ended.
    func wait(after generation: Int64, atMost limit: Duration, _ concerns: @escaping @Sendable (Set<String>) -> Bool) async {
        let key = content.withLock { content in
            content.next += 1
            return content.next
        }
        let timer = Task { [weak self] in
            try? await Task.sleep(for: limit)
            self?.endWait(key)
        }
        await withCheckedContinuation { continuation in
            let isOver = content.withLock { content in
                guard content.index.generation <= generation, !content.isStopping else { return true }
                content.waiters[key] = Waiter(concerns: concerns, wake: continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
        timer.cancel()
    }

    private func endWait(_ key: Int) {
        content.withLock { $0.waiters.removeValue(forKey: key) }?.wake.resume()
    }

    var isStopping: Bool { content.withLock(\.isStopping) }

    /// Ends all waits, so that the server can stop.
    func endWaits() {
        let waiters = content.withLock { content in
            content.isStopping = true
            defer { content.waiters = [:] }
            return Array(content.waiters.values)
        }
        for waiter in waiters { waiter.wake.resume() }
    }

    // MARK: - Tasks

    /// Which tasks there are, they say.
    func follow(_ tasks: XapiTasks) { content.withLock { $0.tasks = tasks } }

    // MARK: - Records of the process

    /// Whose view has the record; nil if there is no such record.
    func holder(_ className: String, _ ref: String) async throws(Fault) -> String? {
        try await record(className, ref) == nil ? nil : knownHolder(ref)
    }

    func knownHolder(_ ref: String) -> String? { content.withLock { $0.index.entries[ref]?.holder } }

    func isTransient(_ holder: String) -> Bool { transient.withLock { $0[holder] != nil } }

    /// Puts a record there that no view has, or takes it away with nil.
    func set(_ holder: String, _ record: XapiRecord?) {
        transient.withLock { $0[holder] = record.map { [$0] } }
        take(holder, record.map { [$0] } ?? [])
    }
}
