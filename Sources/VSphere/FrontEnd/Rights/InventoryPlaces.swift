import Agents
import Bus
import Generic
import Store
import XML

/// Where permissions can be given in one view of the fleet, and what each place inherits from.
struct InventoryPlaces: Sendable {
    typealias Place = Permission.Place

    unowned let presentation: Presentation
    private var layout: any InventoryLayout { presentation.cache.layout }
    private var mirror: Mirror { presentation.server.store.mirror }

    /// The folder that everything is in; nil before there is one.
    var root: Place? { layout.root.map(place) }

    /// The entity that an object is, belongs to or is about; nil for what is of the whole server.
    func place(of object: ManagedObjectReference) -> Place? {
        guard let id = presentation.holder(of: object) else { return nil }
        if object.type == "Task" {
            guard let entry = presentation.server.store.journal.entry(id) else { return nil }
            return place(id: entry.target) ?? place(id: entry.host)
        }
        return place(id: id, as: object.type)
    }

    /// Whether an object is a task that the user has begun.
    func isTask(_ object: ManagedObjectReference, of user: String) -> Bool {
        guard object.type == "Task", let id = presentation.id(of: object) else { return false }
        return presentation.server.store.journal.entry(id)?.user == user
    }

    /// The place of what has a generic identifier.
    /// - Parameter type: as what it is meant, where it is shown as several objects.
    func place(id: String, as type: String = "") -> Place? {
        if let node = layout.node(id) {
            return node.kind == ContainerKind.cluster.rawValue && type == "ResourcePool" ? place(id, type) : place(node)
        }
        guard let entry = mirror.entry(id), let own = native(entry.type) else { return nil }
        guard entry.type == ObjectType.host.rawValue else { return place(layout.alias(of: id) ?? id, own) }
        return place(
            id,
            ["ComputeResource", "ResourcePool"].contains(type)
                ? type : type == "EnvironmentBrowser" ? "ComputeResource" : own)
    }

    /// What a place inherits from: a machine from its folder and its pool, everything else from one.
    func parents(of place: Place) -> [Place] {
        let id = place.object
        if place.aspect == "ResourcePool" {
            guard let node = layout.node(id), node.kind == ContainerKind.pool.rawValue else { return [compute(id)] }
            return node.parent.map { [pool($0)] } ?? []
        }
        if let node = layout.node(id) { return node.parent.flatMap(layout.node).map { [self.place($0)] } ?? [] }
        guard let entry = mirror.entry(id) else { return [] }
        let folder = layout.place(of: entry).map(self.place)
        switch entry.type {
        case ObjectType.vm.rawValue: return [folder, pool(layout.pool(of: entry))].compactMap { $0 }
        case ObjectType.host.rawValue where place.aspect == "HostSystem": return [compute(layout.compute(of: entry))]
        default: return folder.map { [$0] } ?? []
        }
    }

    /// The object of a place, as its clients know it; nil if it is gone.
    func object(of place: Place) -> ManagedObjectReference? {
        guard layout.node(place.object) != nil || mirror.entry(place.object) != nil,
            let context = try? presentation.server.engine.context(presentation.cache.side),
            let value = try? context.native(type: place.aspect, uuid: place.object)
        else { return nil }
        return ManagedObjectReference(type: place.aspect, value: value)
    }

    /// The machines in a container of the layout, however deep.
    func machines(in place: Place) -> [Place] {
        guard let node = layout.node(place.object) else { return [] }
        let own = layout.members(of: node).filter { $0.type == ObjectType.vm.rawValue }.compactMap {
            self.place(id: $0.id)
        }
        return layout.children(of: node.id).reduce(own) { $0 + machines(in: self.place($1)) }
    }

    /// The pool that a machine is in, or that what is put on a host gets into.
    func pool(of place: Place) -> Place? {
        guard let entry = mirror.entry(place.object) else { return nil }
        switch entry.type {
        case ObjectType.vm.rawValue: return pool(layout.pool(of: entry))
        case ObjectType.host.rawValue: return pool(layout.compute(of: entry))
        default: return nil
        }
    }

    /// The folder that a machine gets into that is made on a host.
    func folder(of place: Place) -> Place? {
        guard let host = mirror.entry(place.object) else { return nil }
        return layout.folder(of: ObjectType.vm.rawValue, in: layout.datacenter(of: layout.place(of: host))).map(self.place)
    }

    /// The generic word for the power state of a machine; nil if that is not known.
    func powerState(of place: Place) -> String? {
        guard let bytes = try? mirror.generic(place.object) else { return nil }
        return (try? Document(parsing: bytes))?.root.first("powerState")?.text
    }

    // MARK: - Aspects

    private func place(_ id: String, _ aspect: String) -> Place {
        Place(scope: presentation.scope, object: id, aspect: aspect)
    }

    private func place(_ node: InventoryNode) -> Place { place(node.id, native(node.kind) ?? "") }

    /// A pool, or the one that a cluster or a stand-alone host has.
    private func pool(_ id: String) -> Place { place(id, "ResourcePool") }

    private func compute(_ id: String) -> Place {
        layout.node(id).map(place) ?? place(id, "ComputeResource")
    }

    private func native(_ generic: String) -> String? {
        presentation.server.engine.mappings.platforms[Presentation.protocolName]?.types.native(for: generic)
    }
}
