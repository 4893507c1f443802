import Agents
import Brokers
import Bus
import Foundation
import Generic
import Store
import Synchronization
import XML

/// One property collector of a session: its filters, the pages of its reads, and whoever waits for changes.
final class PropertyCollector: Sendable {
    let reference: ManagedObjectReference
    private unowned let session: VimSession
    let presentation: Presentation
    private let content = Mutex(Content())
    private let signal = Signal()
    private let subscription = Mutex<Int?>(nil)
    private let sampling = Mutex<Int?>(nil)

    private static let mostFilters = 1000

    private struct Content {
        var filters: [PropertyFilter] = []
        var version = 0
        /// The reply that led to the present version, for a client that lost it.
        var last: UpdateSet?
        var isClosed = false
        var waits = 0
        var pages: [String: Page] = [:]
    }

    /// An object that is to be read, and the filter spec that selected it.
    struct Selected {
        var object: ManagedObjectReference
        var spec: Int
    }

    /// What is to be told next of a read, and what is left of it.
    struct Page {
        fileprivate(set) var objects: ArraySlice<Selected>
        /// What each filter spec reads of its objects.
        let specs: [[PropertyFilterSpec.PropertySpec]]
        fileprivate let size: Int

        var present: ArraySlice<Selected> { objects.prefix(size) }
        /// Nil if nothing is left for later.
        var rest: Page? {
            objects.count > size ? Page(objects: objects.dropFirst(size), specs: specs, size: size) : nil
        }
    }

    struct UpdateSet {
        var version: Int
        var filters: [(filter: ManagedObjectReference, updates: [PropertyFilter.ObjectUpdate])]
        var truncated: Bool
    }

    init(_ reference: ManagedObjectReference, session: VimSession, presentation: Presentation) {
        self.reference = reference
        self.session = session
        self.presentation = presentation
        let token = presentation.server.updates.subscribe { [weak self] in self?.receive($0) }
        subscription.withLock { $0 = token }
        let samples = presentation.metrics.subscribe { [weak self] in self?.receiveSamples() }
        sampling.withLock { $0 = samples }
    }

    deinit {
        if let token = subscription.withLock({ $0 }) { presentation.server.updates.cancel(token) }
        if let token = sampling.withLock({ $0 }) { presentation.metrics.cancel(token) }
    }

    private var objects: SessionObjects { SessionObjects(session: session, presentation: presentation) }

    // MARK: - Filters

    /// - Throws: ``VimFault`` for a specification that cannot be used, or when there are too many filters.
    func addFilter(_ spec: PropertyFilterSpec, properties: [Element], isPartial: Bool) throws(VimFault)
        -> ManagedObjectReference
    {
        guard content.withLock({ $0.filters.count }) < PropertyCollector.mostFilters else {
            throw .invalidRequest("The property collector has too many filters")
        }
        // Faults of the specification show now, not at the first wait.
        var selector = Selector(objects, schema: presentation.schema)
        let reader = PropertyReader(objects: objects, schema: presentation.schema)
        for object in try selector.select(spec).prefix(1) { _ = try reader.read(object, spec.properties) }
        let reference = try session.newReference("PropertyFilter")
        content.withLock {
            $0.filters.append(PropertyFilter(reference, spec, properties: properties, isPartial: isPartial))
        }
        signal.notify()
        return reference
    }

    var filterCount: Int { content.withLock { $0.filters.count } }

    func removeFilter(_ reference: ManagedObjectReference) -> Bool {
        content.withLock { content in
            let count = content.filters.count
            content.filters.removeAll { $0.reference == reference }
            return content.filters.count < count
        }
    }

    /// A filter's own properties; nil if it is not one of this collector's.
    func properties(of filter: ManagedObjectReference) -> [Element]? {
        content.withLock { $0.filters.first { $0.reference == filter }?.properties }
    }

    /// The collector's own properties.
    var properties: [Element] {
        content.withLock { $0.filters.map(\.reference) }.map {
            Element("filter", namespace: SOAPRequest.vim, attributes: ["type": $0.type], text: $0.value)
        }
    }

    /// The session's views have changed.
    func structureChanged() {
        content.withLock { content in
            for index in content.filters.indices { content.filters[index].touch([], restructured: true) }
        }
        signal.notify()
    }

    /// What is announced under these identities has been changed by the session itself.
    func changed(_ ids: Set<String>) {
        content.withLock { content in
            for index in content.filters.indices { content.filters[index].touch(ids) }
        }
        signal.notify()
    }

    private func receive(_ updates: [Update]) {
        guard content.withLock({ !$0.filters.isEmpty }) else { return }
        let restructured = updates.contains(where: \.concernsOthers)
        var ids = updates.reduce(into: Set()) { $0.formUnion(presentation.cache.affected(by: $1)) }
        // Managers and history collectors show all of a type.
        for type in [ObjectType.task.rawValue, Update.event] where updates.contains(where: { $0.type == type }) {
            ids.insert(type)
        }
        // An object shows the tasks that are about it.
        for update in updates where update.type == ObjectType.task.rawValue {
            if let target = presentation.server.store.journal.entry(update.id)?.target { ids.insert(target) }
        }
        content.withLock { content in
            for index in content.filters.indices {
                content.filters[index].touch(ids, restructured: restructured)
                // Every object shows the fields that it can have.
                if updates.contains(where: { [ObjectType.field.rawValue, Rights.update].contains($0.type) }) {
                    content.filters[index].touchAll()
                }
            }
        }
        signal.notify()
    }

    private func receiveSamples() {
        let live = presentation.performance.live
        content.withLock { content in
            for index in content.filters.indices { content.filters[index].touchLive(live) }
        }
        signal.notify()
    }

    // MARK: - Waiting

    /// Changes after `version`; an empty version asks for everything.
    /// - Returns: nil when nothing changed until the deadline.
    /// - Throws: ``VimFault`` with type `InvalidCollectorVersion`, or `RequestCanceled` when the collector or its session
    ///   is destroyed, another wait takes over, or the client has gone.
    /// - Parameter isWanted: asked every few seconds, whether the client is still there.
    func wait(
        after version: String, until deadline: ContinuousClock.Instant?, atMost limit: Int, isWanted: () -> Bool
    ) async throws(VimFault) -> UpdateSet? {
        let ticket = content.withLock { content in
            content.waits += 1
            return content.waits
        }
        signal.notify()
        var isFirst = true
        while true {
            let mark = signal.mark
            if let updates = try next(after: version, isFirst: isFirst, atMost: limit, ticket) { return updates }
            isFirst = false
            let now = ContinuousClock.now
            if let deadline, now >= deadline { return nil }
            await signal.wait(after: mark, until: min(deadline ?? now + .seconds(5), now + .seconds(5)))
            if Task.isCancelled || !isWanted() { throw VimFault("RequestCanceled", "The request was canceled") }
        }
    }

    /// Ends the present wait, if there is one.
    func cancelWait() {
        content.withLock { $0.waits += 1 }
        signal.notify()
    }

    func close() {
        content.withLock { content in
            content.isClosed = true
            content.filters = []
        }
        signal.notify()
    }

    private func next(
        after version: String, isFirst: Bool, atMost limit: Int, _ ticket: Int
    ) throws(VimFault) -> UpdateSet? {
        let objects = self.objects
        let schema = presentation.schema
        let result: Result<UpdateSet?, VimFault> = content.withLock { content in
            Result { () throws(VimFault) -> UpdateSet? in
                guard !content.isClosed, content.waits == ticket else {
                    throw VimFault("RequestCanceled", "The request was canceled")
                }
                if version.isEmpty {
                    if isFirst {
                        for index in content.filters.indices { content.filters[index].forgetAll() }
                    }
                } else if version != "\(content.version)" {
                    if let last = content.last, version == "\(content.version - 1)" { return last }
                    throw VimFault("InvalidCollectorVersion", "The version is not valid")
                }
                var set = UpdateSet(version: content.version + 1, filters: [], truncated: false)
                var left = limit
                for index in content.filters.indices where left > 0 {
                    let reference = content.filters[index].reference
                    let (updates, truncated) = try content.filters[index].updates(objects, schema: schema, atMost: left)
                    if !updates.isEmpty { set.filters.append((reference, updates)) }
                    left -= updates.count
                    if truncated { set.truncated = true }
                }
                guard !set.filters.isEmpty else { return nil }
                content.version = set.version
                content.last = set
                return set
            }
        }
        return try result.get()
    }

    // MARK: - Reading

    /// - Parameter limit: objects in one page; nil: all.
    func retrieve(_ specs: [PropertyFilterSpec], atMost limit: Int?) throws(VimFault) -> Page {
        let schema = presentation.schema
        var selected: [Selected] = []
        for (index, spec) in specs.enumerated() {
            var selector = Selector(objects, schema: schema)
            var isRead: (type: String, Bool) = ("", false)
            for object in try selector.select(spec) {
                if isRead.type != object.type {
                    isRead = (object.type, spec.properties.contains { schema.isA(object.type, $0.type) })
                }
                if isRead.1 { selected.append(Selected(object: object, spec: index)) }
            }
        }
        return Page(objects: selected[...], specs: specs.map(\.properties), size: limit ?? selected.count)
    }

    /// - Throws: ``VimFault`` with type `InvalidArgument` for a token that is not (or no longer) known.
    func continueRetrieving(_ token: String) throws(VimFault) -> Page {
        guard let page = content.withLock({ $0.pages.removeValue(forKey: token) }) else {
            throw .invalidArgument("token", "The token is not valid")
        }
        return page
    }

    /// Keeps what is left of a read for the client that shows the token.
    func keep(_ rest: Page, _ token: String) {
        content.withLock { content in
            if content.pages.count >= 100 { content.pages = [:] }
            content.pages[token] = rest
        }
    }

    func cancelRetrieving(_ token: String) -> Bool {
        content.withLock { $0.pages.removeValue(forKey: token) } != nil
    }
}
