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
    let measured: MeasuredFields
    let product: Product
    /// Records that live in the process alone, such as tasks.
    let transient = Mutex(Transient())
    let content: Mutex<Content>
    let signal: AsyncStream<Void>.Continuation
    private let signals: AsyncStream<Void>
    /// By holder, with the making of the views that they are from.
    let recent = Mutex<[String: (making: Int, records: [XapiRecord])]>([:])
    private let known = Mutex<(mappings: Mappings, table: MethodTable)?>(nil)

    struct Product: Sendable {
        var name: String
        var version: String
        var instance: String
        /// Where clients reach this server.
        var address: PublicAddress
    }

    struct Content {
        var isActive = false
        /// What is being done to objects.
        var operations = Operations()
        weak var tasks: XapiTasks?
        var isStopping = false
        var index: RecordIndex
        /// What is to be read, and the number of the last mark; then what is just being read, with the mark that it is for.
        var pending: [String: Int] = [:]
        var working: [String: Int] = [:]
        var marks = 0
        var settling: [Settling] = []
        var waiters: [Int: Waiter] = [:]
        var next = 0

        mutating func mark(_ holder: String) {
            marks += 1
            pending[holder] = marks
        }
    }

    /// Waits until each of those has been read for at least that mark.
    struct Settling {
        var missing: [String: Int]
        var wake: CheckedContinuation<Void, Never>
    }

    struct Waiter {
        var concerns: @Sendable (Set<String>) -> Bool
        var wake: CheckedContinuation<Void, Never>
        var timer: Task<Void, Never>
    }

    /// Held while a record of the process alone is changed and told of, so that the order is the same for both.
    let changing = NSLock()

    struct Transient {
        /// Who made it, by holder.
        var owners: [String: String] = [:]
        /// By their holder.
        var records: [String: [XapiRecord]] = [:]
        /// The holders that are the references of records which a view may come to have, and lose again.
        var resting: Set<String> = []
    }

    init(server: TransformServer, schema: XapiSchema, product: Product, pool: XapiPool, measured: MeasuredFields) {
        self.server = server
        self.measured = measured
        self.schema = schema
        self.product = product
        cache = ViewCache(
            server, protocolName: RecordBook.protocolName, scope: pool.scope, layout: pool.layout(server.store),
            session: { ["address": product.address.text] })
        // A client's token of an earlier process is older than all that this one tells of.
        let start = Int64(Date().timeIntervalSince1970 * 1000)
        let relations = server.engine.mappings.directory.appendingPathComponent("\(RecordBook.protocolName)/relations.txt")
        let links = (try? RecordLinks(contentsOf: relations)) ?? RecordLinks([])
        content = Mutex(Content(index: RecordIndex(generation: start, links: links)))
        (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        _ = server.updates.subscribe { [weak self] in self?.note($0) }
    }

    /// Begins to follow the mirror; without clients nothing has to be shown.
    /// - Returns: false if it does already.
    func activate() -> Bool {
        let mirror = server.store.mirror
        let isFirst = content.withLock { content in
            guard !content.isActive else { return false }
            content.isActive = true
            // Whoever comes now waits for all of it, too.
            for entry in mirror.entries() { content.mark(entry.id) }
            content.mark(RecordBook.fleet)
            return true
        }
        guard isFirst else { return false }
        Task { [weak self, signals] in
            for await _ in signals { await self?.work() }
        }
        signal.yield()
        if !server.isReady {
            // Which hosts there are is known once they have been read, whether or not they have changed.
            Task { [weak self] in
                while let self, !self.server.isReady { try? await Task.sleep(for: .milliseconds(50)) }
                self?.markAll()
            }
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

    /// Notes what a command does while it is under way.
    /// - Returns: the object that it is done to, if clients see another operation of it now.
    func follow(_ entry: JournalEntry) -> String? {
        guard let word = table.operation(of: entry.name) else { return nil }
        let isOther = content.withLock {
            $0.operations.set(entry.state == .done ? nil : word, of: entry.id, on: entry.target)
        }
        return isOther ? entry.target : nil
    }

    /// What is being done to an object, and the tasks that do it.
    func operations(on target: String) -> [(task: String, word: String)] {
        content.withLock { $0.operations.all(on: target) }
    }

    /// What this protocol's table says of methods.
    var table: MethodTable {
        let mappings = server.engine.mappings
        return known.withLock { known in
            if let known, known.mappings === mappings { return known.table }
            let table = MethodTable(mappings.platforms[RecordBook.protocolName]?.table)
            known = (mappings, table)
            return table
        }
    }

    /// Which tasks there are, they say.
    func follow(_ tasks: XapiTasks) { content.withLock { $0.tasks = tasks } }
}
