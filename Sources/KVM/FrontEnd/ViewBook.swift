import Agents
import Bus
import Foundation
import Generic
import Store
import Synchronization
import XML

/// The fleet as libvirt's clients see it. Of every object there is a row: the attributes of its view's root, which is what
/// lists are made of. Rows and the views that were asked for last are kept until something changes.
final class ViewBook: Sendable {
    let server: TransformServer
    let cache: ViewCache
    private let calls: CallTable
    let host: ManagedHost?
    let answers = AnswerBook()
    private let content = Mutex(Content())

    struct Row: Sendable {
        var id: String
        var element: Element
    }

    private struct Content {
        var rows: [String: Row] = [:]
        var views: [String: Document] = [:]
        /// Who is making what; a change of the object takes it out, and then nothing is kept of it.
        var making: [String: Int] = [:]
        var ticket = 0
    }

    /// Views kept; those of the largest machines take some 50 KiB.
    private static let capacity = 1000

    /// - Parameter host: the only host that is shown; nil: the whole fleet.
    init(_ server: TransformServer, _ calls: CallTable, _ host: ManagedHost? = nil) {
        self.server = server
        self.calls = calls
        self.host = host
        cache = ViewCache(
            server, protocolName: LibvirtFrontEnd.protocolName, scope: host?.scope ?? "",
            layout: host.map { GroupLayout([$0], scope: $0.scope, server.store) })
        _ = server.updates.subscribe { [weak self] in self?.forget($0) }
    }

    /// An object as clients see it; nil if it is gone.
    /// - Throws: ``Fault`` for a mapping that fails.
    func view(_ id: String) throws(Fault) -> Document? {
        let (known, ticket) = content.withLock { content in
            content.ticket += 1
            content.making[id] = content.ticket
            return (content.views[id], content.ticket)
        }
        if let known { return known }
        identify(id)
        guard let view = try cache.document(of: id, session: [:]) else { return nil }
        let root = view.root
        var row = root
        row.children = []
        content.withLock { content in
            guard content.making[id] == ticket else { return }
            content.making[id] = nil
            if content.views.count >= ViewBook.capacity { content.views.removeAll() }
            content.views[id] = view
            content.rows[id] = Row(id: id, element: row)
        }
        return view
    }

    /// The row of an object; nil if it is gone.
    /// - Throws: ``Fault`` for a mapping that fails.
    func row(_ id: String) throws(Fault) -> Row? {
        if let row = content.withLock({ $0.rows[id] }) { return row }
        guard var element = try view(id)?.root else { return nil }
        element.children = []
        return Row(id: id, element: element)
    }

    /// The objects of a generic type that a connection has, by name. What several hosts share is one.
    /// - Parameter hosts: the connection's hosts; nil: all.
    func entries(_ type: String, _ hosts: Set<String>?) -> [MirrorEntry] {
        let mirror = server.store.mirror
        guard let hosts, type != ObjectType.host.rawValue else {
            return sorted(
                mirror.entries(type: type).filter { hosts?.contains($0.id) ?? (cache.layout.alias(of: $0.id) == nil) })
        }
        var known: Set<String> = []
        let shown = hosts.flatMap { mirror.entries(type: type, host: $0) }.compactMap {
            mirror.entry(cache.layout.alias(of: $0.id) ?? $0.id)
        }
        return sorted(shown.filter { known.insert($0.id).inserted })
    }

    private func sorted(_ entries: [MirrorEntry]) -> [MirrorEntry] {
        entries.filter(cache.layout.shows).map { (name: cache.layout.name(of: $0), entry: $0) }
            .sorted { ($0.name, $0.entry.id) < ($1.name, $1.entry.id) }.map(\.entry)
    }

    /// Whether a connection has that object.
    func has(_ id: String, _ hosts: Set<String>?) -> Bool {
        guard let hosts else {
            return server.store.mirror.entry(id).map { $0.type == ObjectType.host.rawValue || cache.layout.shows($0) }
                ?? false
        }
        return ([id] + cache.layout.aliases(of: id)).compactMap(server.store.mirror.entry).contains { entry in
            hosts.contains(entry.type == ObjectType.host.rawValue ? entry.id : entry.host)
        }
    }

    /// The object with that native identifier; nil if the connection has none.
    func object(_ native: String, _ identifier: String, _ hosts: Set<String>?) -> String? {
        let id = server.store.identifiers.uuid(
            platform: LibvirtFrontEnd.protocolName, scope: cache.side.scope, type: native, native: identifier)
        return id.flatMap { has($0, hosts) ? $0 : nil }
    }

    /// The object with that name; nil if the connection has none.
    func object(named name: String, _ type: String, _ hosts: Set<String>?) -> String? {
        if type == ObjectType.vm.rawValue {
            return server.store.mirror.entries(named: name, type: type).first { has($0.id, hosts) }?.id
        }
        return entries(type, hosts).first { cache.layout.name(of: $0) == name }?.id
    }

    /// A machine is known by the UUID that a client of this protocol gave it, or that its firmware shows, unless another one
    /// has it: so a hypervisor of this kind and this server call it the same.
    ///
    /// - Parameter isMade: Whether a client has just made it: others may have seen it before it had what the client gave it.
    func identify(_ id: String, isMade: Bool = false) {
        let identifiers = server.store.identifiers
        let platform = LibvirtFrontEnd.protocolName
        guard let entry = server.store.mirror.entry(id),
            let identity = calls.identities.values.first(where: { $0.type == entry.type }),
            entry.type == ObjectType.vm.rawValue
        else { return }
        let scope = cache.side.scope
        let known = identifiers.native(platform: platform, scope: scope, type: identity.native, uuid: id)
        guard known == nil || isMade,
            let bytes = try? server.store.mirror.generic(id), let generic = try? Document(parsing: bytes)
        else { return }
        let given = identity.given.flatMap { try? generic.string(at: $0, namespaces: ["g": Namespaces.generic]) }
        let wished = [given, known == nil ? generic.root.first("uuid")?.text : nil].compactMap {
            $0.flatMap(UUIDText.bytes).map(UUIDText.text)
        }
        let free = wished.first {
            identifiers.uuid(platform: platform, scope: scope, type: identity.native, native: $0) == nil
        }
        guard let uuid = free else { return }
        if known != nil {
            identifiers.move(id, platform: platform, from: scope, to: scope, type: identity.native, native: uuid)
            content.withLock { content in
                content.rows[id] = nil
                content.views[id] = nil
                content.making[id] = nil
            }
            answers.forget([id])
            return
        }
        _ = identifiers.assignNative(
            platform: platform, scope: scope, type: identity.native, uuid: id, genericType: entry.type,
            pattern: uuid)
    }

    private func forget(_ updates: [Update]) {
        for update in updates where update.type != ObjectType.task.rawValue && update.type != Update.event {
            let affected = update.type == ObjectType.field.rawValue ? nil : cache.affected(by: update)
            defer { answers.forget(affected) }
            content.withLock { content in
                guard let affected else {
                    content = Content(ticket: content.ticket)
                    return
                }
                for id in affected {
                    content.rows[id] = nil
                    content.views[id] = nil
                    content.making[id] = nil
                }
            }
        }
    }
}
