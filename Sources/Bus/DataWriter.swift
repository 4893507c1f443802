import Foundation
import Generic
import Hosts
import Store
import XML

/// The end of the bus (314): writes what hosts have into the mirror, and tells of it.
public final class DataWriter: Sendable {
    private let engine: TransformationEngine
    private let mirror: Mirror
    private let inventory: Inventory
    private let updates: UpdateHub

    public init(engine: TransformationEngine, mirror: Mirror, inventory: Inventory, updates: UpdateHub) {
        self.engine = engine
        self.mirror = mirror
        self.inventory = inventory
        self.updates = updates
    }

    /// What a host tells of: an object for the mirror, or what the host's inventory is laid out in.
    public enum Reading: Sendable {
        case object(MirrorWrite)
        case container(InventoryNode)
    }

    /// A native object in the generic form.
    /// - Throws: ``Fault`` for a mapping that fails.
    public func read(_ object: NativeObject, of host: MappingContext.Side, trace: Trace? = nil) throws(Fault) -> Reading {
        let document = try engine.transform(.objectIn, object.document, engine.context(host), trace: trace)
        guard let id = document.rootAttribute("id"), !id.isEmpty else {
            throw Fault(.internal, "\(host.platform)/object-in.xsl gave an object without id")
        }
        if ContainerKind(rawValue: document.rootName) != nil {
            return .container(InventoryNode(document.root, id: id, host: host.scope))
        }
        return .object(try write(document, id, object))
    }

    /// A native object in the generic form, ready for the mirror.
    /// - Throws: ``Fault`` for a mapping that fails, and for a container.
    public func generic(_ object: NativeObject, of host: MappingContext.Side, trace: Trace? = nil) throws(Fault) -> MirrorWrite {
        guard case .object(let write) = try read(object, of: host, trace: trace) else {
            throw Fault(.internal, "\(object.reference.id) is a container")
        }
        return write
    }

    private func write(_ document: Document, _ id: String, _ object: NativeObject) throws(Fault) -> MirrorWrite {
        do {
            let values = try document.strings(
                at: "/*/@host | /*/@place | /*/@pool | /*//@datastore | /*//@network | /*//@volume",
                namespaces: Namespaces.prefixes)
            var places: [InventoryRole: String] = [:]
            places[.place] = document.rootAttribute("place")
            places[.pool] = document.rootAttribute("pool")
            return MirrorWrite(
                id: id, type: document.rootName, host: document.rootAttribute("host") ?? id,
                name: try document.string(at: "/*/g:name", namespaces: Namespaces.prefixes),
                references: Array(Set(values)).sorted(), places: places, keys: try SearchKey.keys(of: document), generic: document.bytes(), native: object.document.bytes())
        } catch {
            throw Fault(.internal, "\(error)")
        }
    }

    /// Writes objects into the mirror.
    /// - Returns: what became of each, in the order given.
    @discardableResult
    public func write(_ writes: [MirrorWrite]) throws -> [MirrorChange] {
        let before = writes.map { mirror.entry($0.id) }
        // Before anybody hears of the objects: they are asked for where they are.
        try inventory.place(writes.flatMap(placements))
        let changes = try mirror.put(writes)
        updates.publish(
            zip(before, changes).compactMap { old, new in
                let (entry, change) = new
                guard change != .unchanged else { return nil }
                let moved = old?.references != entry.references
                return Update(
                    id: entry.id, type: entry.type, change: change,
                    // What a host has is what its cluster has.
                    concernsOthers: old == nil || old?.name != entry.name || moved || entry.type == ObjectType.host.rawValue,
                    references: Set(entry.references).union(old?.references ?? []))
            })
        return changes.map(\.1)
    }

    /// Where a host has an object, there it is; one that its host has nowhere is in no container of a host.
    private func placements(of write: MirrorWrite) -> [(object: String, role: InventoryRole, node: String?)] {
        [InventoryRole.place, .pool].compactMap { role in
            if let node = write.places[role] { return (write.id, role, node) }
            let present = inventory.placement(of: write.id, role).flatMap(inventory.node)
            return present?.host == nil ? nil : (write.id, role, nil)
        }
    }

    /// Takes objects out of the mirror; their identifiers stay known as deleted ones.
    public func remove(_ ids: [String]) throws {
        let entries = try mirror.remove(ids)
        updates.publish(
            entries.map {
                Update(id: $0.id, type: $0.type, change: .removed, concernsOthers: true, references: Set($0.references))
            })
    }
}

extension InventoryNode {
    /// A container as its host tells it (`container` in `Mappings/generic/objects.rng`).
    init(_ element: Element, id: String, host: String) {
        let settings = Element("settings", namespace: Namespaces.generic, children: element.all("metadata").map(Node.element))
        self.init(
            id: id, kind: element.name, holds: element["holds"], name: element.first("name")?.text ?? "",
            parent: element["parent"], origin: Self.origin(host: host, id: id),
            settings: settings.children.isEmpty ? "" : Document(settings).text())
    }
}
