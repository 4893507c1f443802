import Foundation
import Generic
import Hosts
import Store
import XML

/// The end of the bus (314): writes what hosts have into the mirror, and tells of it.
public final class DataWriter: Sendable {
    private let engine: TransformationEngine
    private let mirror: Mirror
    private let updates: UpdateHub

    public init(engine: TransformationEngine, mirror: Mirror, updates: UpdateHub) {
        self.engine = engine
        self.mirror = mirror
        self.updates = updates
    }

    /// A native object in the generic form, ready for the mirror.
    /// - Throws: ``Fault`` for a mapping that fails.
    public func generic(_ object: NativeObject, of host: MappingContext.Side, trace: Trace? = nil) throws(Fault) -> MirrorWrite {
        let document = try engine.transform(.objectIn, object.document, engine.context(host), trace: trace)
        guard let id = document.rootAttribute("id"), !id.isEmpty else {
            throw Fault(.internal, "\(host.platform)/object-in.xsl gave an object without id")
        }
        do {
            let values = try document.strings(
                at: "/*/@host | /*//@datastore | /*//@network | /*//@volume", namespaces: Namespaces.prefixes)
            return MirrorWrite(
                id: id, type: document.rootName, host: document.rootAttribute("host") ?? id,
                name: try document.string(at: "/*/g:name", namespaces: Namespaces.prefixes),
                references: Array(Set(values)).sorted(), keys: try SearchKey.keys(of: document), generic: document.bytes(), native: object.document.bytes())
        } catch {
            throw Fault(.internal, "\(error)")
        }
    }

    /// Writes objects into the mirror.
    /// - Returns: what became of each, in the order given.
    @discardableResult
    public func write(_ writes: [MirrorWrite]) throws -> [MirrorChange] {
        let before = writes.map { mirror.entry($0.id) }
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

    /// Takes objects out of the mirror; their identifiers stay known as deleted ones.
    public func remove(_ ids: [String]) throws {
        let entries = try mirror.remove(ids)
        updates.publish(
            entries.map {
                Update(id: $0.id, type: $0.type, change: .removed, concernsOthers: true, references: Set($0.references))
            })
    }
}
