import Bus
import Foundation
import Generic
import Store
import Synchronization
import XML

/// One protocol's views of the mirrored objects: `object-out.xsl` applied once per revision, and kept.
///
/// Rendering may give objects their first identifier of this protocol. A front end flushes the identifier table before
/// a client sees one.
public final class ViewCache: Sendable {
    let server: TransformServer
    public let side: MappingContext.Side
    /// Where everything is in these views.
    public let layout: any InventoryLayout
    /// What the mapping is told with every view, beside the values of a single one.
    private let session: @Sendable () -> [String: String]
    let content = Mutex(Content())

    struct Content {
        var views: [String: (trees: PackedTrees, ticket: Int)] = [:]
        var recent = RecentViews(limit: 16 << 20)
        var excerpts = Excerpts(limit: 8 << 20)
        /// What views of other objects say of a host or datastore, by its identifier.
        var facts: [String: (revision: Int64, attributes: [String: String])] = [:]
        /// Views to pack others of the type against.
        var dictionaries: [String: PackedTrees.Dictionary] = [:]
        /// Who is rendering what; a change of the object takes it out, and then the view is not kept.
        var rendering: [String: Int] = [:]
        var tickets = 0
        /// The containers among the views: what they hold may change with any object.
        var nodes: Set<String> = []

        mutating func forgetAll() {
            views = [:]
            recent.forgetAll()
            excerpts.forgetAll()
            rendering = [:]
        }

        mutating func forget(_ id: String) {
            views[id] = nil
            facts[id] = nil
            recent.forget(id)
            excerpts.forget(id)
            rendering[id] = nil
        }
    }

    /// - Parameters:
    ///   - protocolName: the platform whose clients are shown the views.
    ///   - scope: the part of the fleet, see ``MappingContext/Side``.
    ///   - layout: where everything is; nil: as the fleet is laid out.
    ///   - session: what the mapping is told with every view.
    public init(
        _ server: TransformServer, protocolName: String, scope: String = "", layout: (any InventoryLayout)? = nil,
        session: @escaping @Sendable () -> [String: String] = { [:] }
    ) {
        self.session = session
        self.server = server
        side = .client(platform: protocolName, scope: scope)
        self.layout = layout ?? server.layout
        _ = server.updates.subscribe { [weak self] in self?.forget($0) }
    }

    /// What an object looks like to this protocol's clients, which may be several objects there; empty if it is gone.
    /// - Throws: ``Fault`` for a mapping that fails.
    public func views(of id: String) throws(Fault) -> [FlatTree] {
        let isNode = layout.node(id) != nil
        let (ready, known, ticket) = content.withLock { content in
            if let ready = content.recent.find(id) {
                return ([FlatTree]?.some(ready), (trees: PackedTrees, ticket: Int)?.none, 0)
            }
            content.tickets += 1
            if isNode { content.nodes.insert(id) }
            if content.views[id] == nil { content.rendering[id] = content.tickets }
            return (nil, content.views[id], content.tickets)
        }
        if let ready { return ready }
        if let known, let unpacked = known.trees.unpacked() {
            content.withLock { content in
                if content.views[id]?.ticket == known.ticket { content.recent.keep(unpacked, id) }
            }
            return unpacked
        }
        let rendered = try render(id)
        let packed = rendered.isEmpty ? nil : PackedTrees(rendered, dictionary: dictionary(for: rendered, of: id))
        content.withLock { content in
            guard content.rendering[id] == ticket else { return }
            content.rendering[id] = nil
            content.views[id] = packed.map { ($0, ticket) }
        }
        return rendered
    }

    private func dictionary(for trees: [FlatTree], of id: String) -> PackedTrees.Dictionary {
        let type = server.store.mirror.entry(id)?.type ?? ""
        return content.withLock { content in
            if let known = content.dictionaries[type] { return known }
            let new = PackedTrees.Dictionary(trees)
            content.dictionaries[type] = new
            return new
        }
    }

    public var count: Int { content.withLock { $0.views.count } }

    /// Renders a document that is not in the mirror: the fleet, a session, a task.
    /// - Parameter documents: the identifiers of objects that the mapping is given whole.
    /// - Throws: ``Fault`` for a mapping that fails.
    public func render(
        _ generic: Document, related: [MirrorEntry] = [], nodes: [(role: String, node: InventoryNode)] = [],
        documents: [String] = [], session: [String: String] = [:], operations: UInt = 2_000_000
    ) throws(Fault) -> [FlatTree] {
        var references = related.map { Part.element(reference($0)) }
        references += try nodes.map { role, node throws(Fault) in .element(try reference(node, role)) }
        references += try self.documents(of: documents)
        var surroundings = [Part.wrapped(name: "related", attributes: [], references)]
        if let instance = generic.root["instanceUuid"] {
            do {
                surroundings.append(.wrapped(name: "annotations", attributes: [], try annotations(of: instance)))
            } catch {
                throw Fault(.internal, "\(error)")
            }
        }
        return try render(.document(generic), surroundings, session, operations)
    }

    /// Renders an object as something else than its views, which the session's values say.
    /// - Throws: ``Fault`` for a mapping that fails.
    public func document(of id: String, session: [String: String]) throws(Fault) -> Document? {
        do {
            guard let (object, surroundings) = try parts(id) else { return nil }
            return try transform(object, surroundings, session, 20_000_000)
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.internal, "\(error)")
        }
    }

    private func parts(_ id: String) throws -> (object: Part, surroundings: [Part])? {
        guard let entry = server.store.mirror.entry(id), layout.shows(entry),
            let generic = try generic(of: entry)
        else { return nil }
        var attributes = [Attribute("revision", "\(entry.revision)")]
        // Where a machine without a disk is at home.
        if entry.type == ObjectType.vm.rawValue,
            let home = server.store.mirror.entries(type: ObjectType.datastore.rawValue, host: entry.host).map(
                layout.name
            )
            .min(by: { $0.lowercased() < $1.lowercased() })
        {
            attributes.append(Attribute("home", home))
        }
        let surroundings: [Part] = [
            .wrapped(name: "related", attributes: [], try related(to: entry) + self.surroundings(of: entry)),
            .wrapped(name: "annotations", attributes: [], try annotations(of: id)),
            .wrapped(name: "tags", attributes: [], try tags(on: entry)),
        ]
        return (.document(generic, attributes: attributes), surroundings)
    }

    private func render(_ id: String) throws(Fault) -> [FlatTree] {
        do {
            if let node = layout.node(id) {
                let related = try self.related(to: node)
                let parts: [Part] = [
                    .wrapped(name: "related", attributes: [], related),
                    .wrapped(name: "annotations", attributes: [], try annotations(of: id)),
                ]
                return try render(.element(try element(of: node)), parts, [:], 2_000_000 + UInt(related.count) * 2_000)
            }
            guard let (object, surroundings) = try parts(id) else { return [] }
            return try render(object, surroundings, [:], 20_000_000)
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.internal, "\(error)")
        }
    }

    private func render(
        _ document: Part, _ surroundings: [Part], _ session: [String: String], _ operations: UInt
    ) throws(Fault) -> [FlatTree] {
        try transform(document, surroundings, session, operations)
            .split(name: "documents", namespace: Namespaces.functions).map(FlatTree.init)
    }

    private func transform(
        _ document: Part, _ surroundings: [Part], _ session: [String: String], _ operations: UInt
    ) throws(Fault) -> Document {
        let input = Document(
            composing: "view", namespace: Namespaces.plan, prefix: "p",
            [document] + surroundings + [.wrapped(name: "fields", attributes: [], fields)])
        return try server.engine.transform(
            .objectOut, input, server.engine.context(side, session: self.session().merging(session) { $1 }), operations: operations)
    }

    private var fields: [Part] { server.store.annotations.fields.map { .element($0.element) } }

    private func annotations(of id: String) throws -> [Part] {
        try server.store.annotations.annotations(of: id).map { annotation in
            .element(
                Element(
                    "annotation", namespace: Namespaces.plan,
                    attributes: ["owner": annotation.owner, "key": annotation.key],
                    text: annotation.value))
        }
    }

    private func tags(on entry: MirrorEntry) throws -> [Part] {
        try server.store.tags.names(on: TaggedObject(type: entry.type, id: entry.id)).map { tag in
            .element(
                Element("tag", namespace: Namespaces.plan, attributes: ["category": tag.category], text: tag.name))
        }
    }

    /// The objects whose views are others after a change.
    public func affected(by update: Update) -> Set<String> {
        var ids: Set<String> = [update.id]
        if update.concernsOthers {
            ids.formUnion(update.references)
            ids.formUnion(server.store.mirror.referrers(of: update.id).map(\.id))
        }
        return ids.union(ids.compactMap(layout.alias))
    }

    private func forget(_ updates: [Update]) {
        for update in updates where update.type != ObjectType.task.rawValue && update.type != Update.event {
            let affected = affected(by: update)
            content.withLock { content in
                if update.type == ObjectType.field.rawValue { content.forgetAll() }
                for id in affected { content.forget(id) }
                guard update.concernsOthers else { return }
                for node in content.nodes { content.forget(node) }
                content.nodes = []
            }
        }
    }
}
