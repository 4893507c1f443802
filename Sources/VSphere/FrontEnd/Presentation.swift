import Agents
import Brokers
import Bus
import Foundation
import Generic
import Store
import Synchronization
import XML

/// The fleet as one vCenter shows it, or one host as a stand-alone ESXi: the views of the objects and of what they are
/// laid out in, managers, and tasks.
final class Presentation: Sendable {
    static let protocolName = "vsphere"

    let server: TransformServer
    let schema: VimSchema
    let cache: ViewCache
    let metrics: MetricBroker
    let performance: Performance
    private let skeleton = Mutex<[ManagedObjectReference: FlatTree]?>(nil)
    /// What entities tell of rights, by what it says.
    let ownRights = Mutex<[String: FlatTree]>([:])
    private let accesses = Mutex<[String: (stamp: AccessStamp, access: Access)]>([:])
    /// Another number after each change of what is where.
    private let structure = Mutex(0)
    /// The skeleton's objects that change by themselves, and so are made anew at each reading.
    private let live: Set<String>
    private let recent = RecentTasks()
    let product: Product
    let rights: Rights
    let options: OptionTable
    /// The host that is presented by itself; nil: the whole fleet.
    let host: ManagedHost?

    struct Product: Sendable {
        var name: String
        var version: String
        var instance: String
    }

    /// - Throws: ``Fault`` for a mapping that fails, or a table of counters that cannot be read.
    init(
        server: TransformServer, metrics: MetricBroker, schema: VimSchema, product: Product, rights: Rights,
        options: OptionTable, host: ManagedHost? = nil
    ) throws(Fault) {
        self.server = server
        self.schema = schema
        self.product = product
        self.rights = rights
        self.options = options
        self.host = host
        cache = ViewCache(
            server, protocolName: Presentation.protocolName, scope: host.map(\.scope) ?? "",
            layout: host.map { GroupLayout($0, server.store) })
        self.metrics = metrics
        performance = try Performance(metrics, server: server, cache: cache)
        live = ["ServiceInstance", "TaskManager"]
        _ = server.updates.subscribe { [weak self] updates in
            if updates.contains(where: { $0.type == ObjectType.task.rawValue }) { self?.recent.forget() }
            guard updates.contains(where: \.concernsOthers) else { return }
            self?.skeleton.withLock { $0 = nil }
            self?.structure.withLock { $0 += 1 }
        }
        _ = try skeletonObjects()
    }

    /// What identifiers are unique in: the fleet's, or the host's own.
    var scope: String { cache.side.scope }

    /// The sessions of one view are none of another's.
    var sessionProtocol: String {
        scope.isEmpty ? Presentation.protocolName : "\(Presentation.protocolName)/\(scope)"
    }

    // MARK: - Rights

    /// As of when a user's rights and the inventory are.
    func stamp(of user: String) -> AccessStamp {
        AccessStamp(rights: rights.store.revision, structure: structure.withLock { $0 }, role: rights.users()[user])
    }

    /// Where permissions can be given.
    var places: InventoryPlaces { InventoryPlaces(presentation: self) }

    /// What a user may do at present.
    func access(of user: String) -> Access {
        let stamp = stamp(of: user)
        if let known = accesses.withLock({ $0[user] }), known.stamp == stamp { return known.access }
        let access = Access(user, rights, in: places)
        accesses.withLock { accesses in
            if accesses.count >= 1000 { accesses = [:] }
            accesses[user] = (stamp, access)
        }
        return access
    }

    /// Whether the view has a task: one of its host's.
    func shows(_ task: JournalEntry) -> Bool { host == nil || task.host == host?.state.id }

    /// Whether others than its caller come across a task. A question about a disk is answered in a type that not all clients know.
    func lists(_ task: JournalEntry) -> Bool { task.name != "volume.info" && shows(task) }

    // MARK: - Identifiers

    /// The generic identifier of an object that a client names; nil if there is none.
    func id(of object: ManagedObjectReference) -> String? {
        server.store.identifiers.uuid(
            platform: Presentation.protocolName, scope: scope, type: object.type, native: object.value)
    }

    /// The mirrored object in whose views an object is shown: itself, or whose part it is, as a snapshot is its VM's.
    func holder(of object: ManagedObjectReference) -> String? {
        guard let id = id(of: object) else { return nil }
        return server.store.mirror.entry(id) == nil ? server.store.identifiers.owner(of: id) ?? id : id
    }

    /// The object as which clients know a machine, host, datastore or network; nil for one that this view has not.
    func reference(to entry: MirrorEntry) -> ManagedObjectReference? {
        guard cache.layout.shows(entry), let context = try? server.engine.context(cache.side),
            let type = server.engine.mappings.platforms[Presentation.protocolName]?.types.native(for: entry.type),
            let value = try? context.native(type: type, uuid: entry.id)
        else { return nil }
        return ManagedObjectReference(type: type, value: value)
    }

    // MARK: - Views

    /// Mirrored objects, folders and tasks; nil if there is no such object.
    /// - Throws: ``VimFault`` of type `SystemError` for a mapping that fails.
    func view(of object: ManagedObjectReference) throws(VimFault) -> FlatTree? {
        do {
            if let id = holder(of: object) {
                if object.type == "Task" {
                    guard let entry = server.store.journal.entry(id), shows(entry) else { return nil }
                    return try render(entry)
                }
                return try cache.views(of: id).first { $0.isObject(type: object.type, id: object.value) }
            }
            if object.type == "PerformanceManager" {
                return performance.manager.rootAttribute("id") == object.value ? performance.manager : nil
            }
            if live.contains(object.type) { return try liveObjects()[object] }
            return try skeletonObjects()[object]
        } catch {
            throw VimFault("SystemError", error.message, [("reason", error.message)])
        }
    }

    /// The view of the first object of a type that there is one of, such as ServiceInstance.
    func singleton(_ type: String) throws(VimFault) -> FlatTree? {
        do {
            let objects = live.contains(type) ? try liveObjects() : try skeletonObjects()
            return objects.first { $0.key.type == type }?.value
        } catch {
            throw VimFault("SystemError", error.message, [("reason", error.message)])
        }
    }

    func reference(ofSingleton type: String) throws(VimFault) -> ManagedObjectReference? {
        try singleton(type).flatMap { view in
            view.rootAttribute("id").map { ManagedObjectReference(type: type, value: $0) }
        }
    }

    /// The session manager, as one session sees it.
    func sessionManager(_ session: VimSession?) throws(VimFault) -> FlatTree? {
        var element = Element("session", namespace: Namespaces.generic)
        for (name, value) in session?.attributes ?? [:] { element[name] = value }
        for other in session?.sessions.list ?? [] {
            var item = Element("session", namespace: Namespaces.generic)
            for (name, value) in other.attributes { item[name] = value }
            element.append(item)
        }
        do {
            return try cache.render(Document(element)).first { $0.rootAttribute("type") == "SessionManager" }
        } catch {
            throw VimFault("SystemError", error.message, [("reason", error.message)])
        }
    }

    /// A task's view.
    /// - Throws: ``VimFault`` of type `SystemError` for a mapping that fails.
    func task(_ entry: JournalEntry) throws(VimFault) -> FlatTree? {
        do {
            return try render(entry)
        } catch {
            throw VimFault("SystemError", error.message, [("reason", error.message)])
        }
    }

    private func render(_ entry: JournalEntry) throws(Fault) -> FlatTree? {
        let folder =
            (try? Document(parsing: entry.document))?.root["folder"].flatMap(cache.layout.node)
            ?? server.store.mirror.entry(entry.host).flatMap { host in
                cache.layout.folder(
                    of: ObjectType.vm.rawValue, in: cache.layout.datacenter(of: cache.layout.place(of: host)))
            }
        var nodes = folder.map { [(role: "folder", node: $0)] } ?? []
        if let target = cache.layout.node(entry.target) { nodes.append((role: "target", node: target)) }
        let task = ClientTask(entry, in: self)?.element ?? ShownFiles(presentation: self).arranging(entry.task)
        return try cache.render(Document(task), related: related(to: entry), nodes: nodes).first
    }

    private func skeletonObjects() throws(Fault) -> [ManagedObjectReference: FlatTree] {
        if let known = skeleton.withLock({ $0 }) { return known }
        let objects = try renderFleet([])
        skeleton.withLock { $0 = objects }
        return objects
    }

    private func liveObjects() throws(Fault) -> [ManagedObjectReference: FlatTree] {
        try renderFleet(
            recentTasks.map {
                MirrorEntry(id: $0.id, type: ObjectType.task.rawValue, host: $0.host, name: $0.name, revision: 0, references: [])
            })
    }

    private var recentTasks: [JournalEntry] {
        // What is done on other hosts does not push one host's tasks out of its view.
        let latest = (try? server.store.journal.recent(limit: scope.isEmpty ? 50 : 1000)) ?? []
        return Array(latest.filter(lists).prefix(50))
    }

    /// The recent tasks about an object, newest first.
    func recentTasks(of id: String) -> [ManagedObjectReference] {
        recent.tasks(of: id) { recentTasks }.compactMap { task in
            (try? server.engine.context(cache.side).native(type: "Task", uuid: task)).map {
                ManagedObjectReference(type: "Task", value: $0)
            }
        }
    }

    private func renderFleet(_ related: [MirrorEntry]) throws(Fault) -> [ManagedObjectReference: FlatTree] {
        var fleet = Element(
            "fleet", namespace: Namespaces.generic,
            attributes: [
                "name": product.name, "version": product.version, "instanceUuid": product.instance,
                "time": Date().generic,
            ])
        if let host { fleet["host"] = host.name }
        fleet.append(rights.element)
        let root = cache.layout.root.map { [(role: "root", node: $0)] } ?? []
        let views = try cache.render(
            Document(fleet), related: related, nodes: root, documents: [host?.state.id].compactMap { $0 })
        return Dictionary(
            views.compactMap { view in
                guard let type = view.rootAttribute("type"), let id = view.rootAttribute("id") else { return nil }
                return (ManagedObjectReference(type: type, value: id), view)
            }, uniquingKeysWith: { first, _ in first })
    }
}
