import Agents
import Bus
import Foundation
import Generic
import Logging
import Store
import Synchronization
import XML

/// Tells clients what has changed. It follows the mirror, whoever made the change: what an object was before and is now goes
/// to the mapping, which says what events that is.
final class ChangeTeller: Sendable {
    private let book: ViewBook
    private let content = Mutex(Content())

    private struct Content {
        var listeners: [ObjectIdentifier: LibvirtConnection] = [:]
        var known: [String: Known] = [:]
        var pending: AsyncStream<[String]>.Continuation?
    }

    /// What an object was when it was last told of.
    private struct Known {
        var row: Element
        var host: String
        /// Of its definition: what is in it without the conditions around it.
        var definition: Int
        /// Of its parts, and of what belongs to others in them.
        var parts: [DefinitionPart: Int]
    }

    init(_ book: ViewBook) { self.book = book }

    /// Events of libvirt are about these.
    private static let types: Set<String> = Set([ObjectType.vm, .network, .datastore].map(\.rawValue))

    /// Tells a connection from now on what it has asked for.
    func add(_ connection: LibvirtConnection) {
        let isFirst = content.withLock { content in
            content.listeners[ObjectIdentifier(connection)] = connection
            return content.pending == nil
        }
        if isFirst { begin() }
    }

    func remove(_ connection: LibvirtConnection) {
        content.withLock { _ = $0.listeners.removeValue(forKey: ObjectIdentifier(connection)) }
    }

    private func begin() {
        let (ids, pending) = AsyncStream.makeStream(of: [String].self)
        let isOurs = content.withLock { content in
            guard content.pending == nil else { return false }
            content.pending = pending
            return true
        }
        guard isOurs else { return }
        _ = book.server.updates.subscribe { updates in
            let ids = updates.filter { ChangeTeller.types.contains($0.type) }.map(\.id)
            if !ids.isEmpty { pending.yield(ids) }
        }
        for type in ChangeTeller.types {
            for entry in book.entries(type, nil) {
                let known = known(entry.id, host: entry.host)
                content.withLock { $0.known[entry.id] = known }
            }
        }
        Task { [weak self] in
            for await changed in ids {
                for id in changed { self?.tell(id) }
            }
        }
    }

    private func known(_ id: String, host: String) -> Known? {
        guard let root = try? book.view(id)?.root else { return nil }
        var row = root
        row.children = []
        let definition = root.elements.filter { $0.namespace == nil }
        return Known(
            row: row, host: host, definition: definition.hashValue, parts: DefinitionPart.hashes(of: definition))
    }

    private func tell(_ id: String) {
        let entry = book.server.store.mirror.entry(id)
        let new = entry.flatMap { known(id, host: $0.host) }
        let (old, listeners) = content.withLock { content in
            defer { content.known[id] = new }
            return (content.known[id], Array(content.listeners.values))
        }
        guard !listeners.isEmpty, old != nil || new != nil, let host = new?.host ?? old?.host else { return }
        for event in events(id, old, new) {
            for connection in listeners { connection.tell(event, host: host) }
        }
    }

    private func events(_ id: String, _ old: Known?, _ new: Known?) -> [Element] {
        if let old, let new, old.row == new.row, old.definition == new.definition { return [] }
        var parts: [Part] = []
        for (name, known) in [("before", old), ("after", new)] {
            if let known { parts.append(.wrapped(name: name, attributes: [], [.element(known.row)])) }
        }
        parts += DefinitionPart.changed(old?.parts ?? [:], new?.parts ?? [:])
        var attributes = [Attribute("definition", old?.definition == new?.definition ? "same" : "changed")]
        if let cause = cause(id) { attributes.append(Attribute("cause", cause)) }
        let input = Document(
            composing: "view", namespace: Namespaces.plan, prefix: "p",
            [.wrapped(name: "change", attributes: attributes, parts)])
        do {
            let context = try book.server.engine.context(book.cache.side)
            return try book.server.engine.transform(.objectOut, input, context).root.elements
        } catch {
            book.server.log.error("a change cannot be told", metadata: ["error": "\(error)"])
            return []
        }
    }

    /// The command that is under way, or has just ended.
    private func cause(_ id: String) -> String? {
        guard let entry = try? book.server.store.journal.recent(limit: 1, target: id).first else { return nil }
        if let finished = entry.finished, Date().timeIntervalSince(finished) > 2 { return nil }
        return entry.name
    }
}

extension LibvirtConnection {
    /// Tells an event to each callback that it is for.
    /// - Parameters:
    ///   - event: `v:event` with the `procedure` that tells it, its `kind` and number, and what it is `about`.
    ///   - host: where that object is.
    func tell(_ event: Element, host: String) {
        let (callbacks, hosts) = state.withLock { ($0.callbacks, $0.shown?.hosts) }
        guard hosts?.contains(host) ?? true, let name = event["procedure"],
            let procedure = frontEnd.procedures.remote[name]
        else { return }
        for (id, callback) in callbacks.sorted(by: { $0.key < $1.key }) {
            guard callback.kind == event["kind"], "\(callback.event)" == event["number"],
                callback.only == nil || callback.only == event["about"]
            else { continue }
            var told = event
            told.children.insert(.element(Element("callbackID", namespace: Libvirt.namespace, text: "\(id)")), at: 0)
            do {
                let program = frontEnd.procedures.remote
                tell(
                    WireMessage(
                        program: program.number, version: program.version, procedure: procedure.number, kind: .event,
                        serial: 0,
                        payload: try procedure.results(told)))
            } catch {
                frontEnd.log.error(
                    "an event cannot be written", metadata: ["procedure": "\(name)", "error": "\(error)"])
            }
        }
    }
}
