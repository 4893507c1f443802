import Bus
import Foundation
import Generic
import Hosts
import Logging
import Store
import XML

/// Reads hosts' data stores (the data reader, 315) and brings the mirror up to date with them.
public final class InventoryReader: Sendable {
    private let engine: TransformationEngine
    let writer: DataWriter
    let store: Store
    let layout: FleetLayout
    private let events: EventWriter
    let commanded = CommandedObjects()
    let transit = Transit()
    private let recent = RecentReads()
    /// Reads of one object happen one after another, so that an older answer cannot overwrite a newer one.
    let lanes = Lanes()
    let log: Logger

    public init(engine: TransformationEngine, writer: DataWriter, store: Store, layout: FleetLayout, events: EventWriter, log: Logger) {
        self.engine = engine
        self.writer = writer
        self.store = store
        self.layout = layout
        self.events = events
        self.log = log
    }

    /// Reads everything a host has; what it no longer has leaves the mirror.
    public func readAll(_ host: ManagedHost) async {
        let objects: [NativeObject]
        let begun = recent.begin()
        do {
            objects = try await host.driver.inventory()
        } catch {
            _ = recent.end(begun)
            if (error as? HostError)?.code != .closed { disconnected(host, reason: "\(error)") }
            return
        }
        var writes: [MirrorWrite] = []
        var containers: [InventoryNode] = []
        for object in objects {
            if isArriving(object.reference, on: host) {
                transit.wait(object.reference, on: host)
                continue
            }
            do {
                switch try writer.read(object, of: host.side) {
                case .object(let write): writes.append(write)
                case .container(let node): containers.append(node)
                }
            } catch {
                log.error(
                    "unreadable object",
                    metadata: ["host": "\(host.name)", "object": "\(object.reference.id)", "error": "\(error.message)"])
            }
        }
        let ids = writes.filter { $0.type == ObjectType.host.rawValue }.map(\.id)
        guard !ids.isEmpty else {
            _ = recent.end(begun)
            disconnected(host, reason: "its data store has no host")
            return
        }
        var newer: Set<String> = []
        do {
            try recent.write {
                newer = recent.end(begun)
                try write(writes, containers, ids, of: host, newer: newer)
            }
        } catch {
            log.critical("the mirror cannot be written", metadata: ["host": "\(host.name)", "error": "\(error)"])
        }
        // Nobody knows which of the two answers was the later one, when both were asked for at the same time.
        for id in newer { await refresh(id, of: host) }
    }

    /// Writes everything that a host has, but for what was read by itself since.
    private func write(
        _ writes: [MirrorWrite], _ containers: [InventoryNode], _ ids: [String], of host: ManagedHost, newer: Set<String>
    ) throws {
        // Known before anybody hears of the objects: views of this host alone ask for it, and who hears that it is connected
        // may command it at once.
        host.update { $0 = .init(ids: ids, connected: true, reason: "", detached: $0.detached) }
        let detached = host.state.detached
        let writes = writes.filter { !detached.contains($0.host) }
        try layout.mirror(containers.filter { !newer.contains($0.id) }, of: host.name)
        try writer.write(writes.filter { !newer.contains($0.id) })
        let present = Set(writes.map(\.id))
        let known = Set(ids).union(mirrored(host)).subtracting(detached)
        let gone = known.flatMap { store.mirror.entries(host: $0).map(\.id) }.filter {
            !present.contains($0) && !newer.contains($0) && !transit.contains($0)
        }
        if !gone.isEmpty { try writer.remove(gone) }
        let left = newer.union(containers.map(\.id))
        try layout.forget { $0.host == host.name && !left.contains($0.id) }
    }

    /// Follows a host's changes until its driver is closed.
    public func follow(_ host: ManagedHost) async {
        for await change in host.driver.changes {
            switch change {
            case .changed(let reference), .removed(let reference):
                await refresh(reference, of: host, isTold: true) { [self] entry, change in announce(entry, change, on: host) }
            case .connected, .everything:
                await readAll(host)
            case .disconnected(let reason):
                disconnected(host, reason: reason)
            }
            await settle(on: host)
        }
    }

    /// Writes down a change that no command of ours made: the guest's own doing, or somebody else's on the host.
    private func announce(_ entry: MirrorEntry, _ change: MirrorChange, on host: ManagedHost) {
        // What a command makes is not commanded itself: its host is.
        let isCommanded = commanded.contains(entry.id) || change == .inserted && commanded.contains(entry.host)
        guard !isCommanded else { return }
        let word: String
        switch change {
        case .inserted: word = "added"
        case .updated: word = "changed"
        case .removed: word = "removed"
        case .unchanged: return
        }
        events.append(
            type: "\(entry.type).\(word)", target: entry.id, called: entry.name, host: entry.host,
            message: "\(entry.name) was \(word) on \(host.name)")
    }

    /// Reads one object, known by its generic identifier.
    /// - Returns: whether the host has answered; it has no answer for what it never had.
    @discardableResult
    public func refresh(_ id: String, of host: ManagedHost, trace: Trace? = nil) async -> Bool {
        guard let reference = reference(of: id, on: host) else { return host.state.connected }
        return await refresh(reference, of: host, trace: trace)
    }

    /// What a host calls an object; nil if it does not have it.
    func reference(of id: String, on host: ManagedHost) -> NativeReference? {
        let types = engine.mappings.platforms[host.platform]?.types.entries ?? []
        return types.firstNonNil { type in
            store.identifiers.native(platform: host.platform, scope: host.name, type: type.native, uuid: id).map {
                NativeReference(type: type.native, id: $0)
            }
        }
    }

    /// Reads one object; takes it out of the mirror if the host no longer has it.
    /// - Parameters:
    ///   - isMade: a command of ours has just made it there, so that it is none that is moving there.
    ///   - isTold: the host has told of a change of it.
    ///   - told: called with the object and what became of it.
    /// - Returns: whether the host has answered.
    @discardableResult
    public func refresh(
        _ reference: NativeReference, of host: ManagedHost, isMade: Bool = false, isTold: Bool = false,
        trace: Trace? = nil,
        told: @escaping @Sendable (MirrorEntry, MirrorChange) -> Void = { _, _ in }
    ) async -> Bool {
        await lanes.run("\(host.name)/\(reference.type)/\(reference.id)") { [self] in
            do {
                if !isMade, isArriving(reference, on: host) {
                    transit.wait(reference, on: host)
                } else if let object = try await read(reference, of: host, isTold) {
                    switch try writer.read(object, of: host.side, trace: trace) {
                    case .container(let node):
                        try recent.write {
                            recent.note(node.id)
                            try layout.mirror([node], of: host.name)
                        }
                    case .object(let write):
                        let changes: [MirrorChange] = try recent.write {
                            guard !host.state.detached.contains(write.host) else { return [] }
                            // A host that comes up is shown as connected once everything of it is read.
                            guard write.type != ObjectType.host.rawValue || host.state.connected else { return [] }
                            recent.note(write.id)
                            return try writer.write([write])
                        }
                        trace?.record("data writer", "\(changes.first.map { "\($0)" } ?? "nothing")")
                        if let entry = store.mirror.entry(write.id), let change = changes.first { told(entry, change) }
                    }
                } else if let id = store.identifiers.uuid(
                    platform: host.platform, scope: host.name, type: reference.type, native: reference.id),
                    !transit.contains(id)
                {
                    let entry = store.mirror.entry(id)
                    let isFollowed = try recent.write {
                        if let entry, host.state.detached.contains(entry.host) { return false }
                        recent.note(id)
                        try layout.forget { $0.id == id }
                        try writer.remove([id])
                        return true
                    }
                    guard isFollowed else { return true }
                    trace?.record("data writer", "removed")
                    if let entry { told(entry, .removed) }
                }
                return true
            } catch let error as HostError where error.code == .unreachable {
                log.info("an object is not read", metadata: ["host": "\(host.name)", "reason": "\(error)"])
            } catch {
                log.error(
                    "an object cannot be read",
                    metadata: ["host": "\(host.name)", "object": "\(reference.id)", "error": "\(error)"])
            }
            return false
        }
    }

    private func read(_ reference: NativeReference, of host: ManagedHost, _ isTold: Bool) async throws -> NativeObject? {
        isTold ? try await host.driver.readChanged(reference) : try await host.driver.read(reference)
    }

    /// Whether it may be a machine that is just moving there, which is known by its name on the host that it comes from.
    private func isArriving(_ reference: NativeReference, on host: ManagedHost) -> Bool {
        transit.isBound(for: host.name)
            && engine.mappings.platforms[host.platform]?.types[reference.type]?.generic == ObjectType.vm.rawValue
            && store.identifiers.uuid(
                platform: host.platform, scope: host.name, type: reference.type, native: reference.id) == nil
    }

    private func disconnected(_ host: ManagedHost, reason: String) {
        let before = host.state
        if !before.connected, before.reason == reason { return }
        log.warning("host disconnected", metadata: ["host": "\(host.name)", "reason": "\(reason)"])
        let ids = before.ids.isEmpty ? mirrored(host) : before.ids
        do {
            try recent.write {
                host.update { $0 = .init(ids: ids, connected: false, reason: reason, detached: $0.detached) }
                let detached = host.state.detached
                let followed = ids.filter { !detached.contains($0) }
                try writer.write(try followed.compactMap { try unfollowed($0, "disconnected") })
            }
        } catch {
            log.error("the mirror cannot be written", metadata: ["error": "\(error)"])
        }
    }

    /// The hosts that an earlier reading has left in the mirror.
    func mirrored(_ host: ManagedHost) -> [String] {
        let types = engine.mappings.platforms[host.platform]?.types.entries.map(\.native) ?? []
        return store.mirror.entries(type: ObjectType.host.rawValue).map(\.id).filter { id in
            types.contains {
                store.identifiers.native(platform: host.platform, scope: host.name, type: $0, uuid: id) != nil
            }
        }
    }

    /// Follows a host no more, and shows that a user has disconnected it.
    func detach(_ id: String, of host: ManagedHost) throws {
        try recent.write {
            host.update { $0.detached.insert(id) }
            if let write = try unfollowed(id, "detached") { try writer.write([write]) }
        }
    }

    private func unfollowed(_ id: String, _ connection: String) throws -> MirrorWrite? {
        guard let generic = try store.mirror.generic(id), let native = try store.mirror.native(id),
            let entry = store.mirror.entry(id)
        else { return nil }
        var element = try Document(parsing: generic).root
        element.update("connection") { $0.text = connection }
        return MirrorWrite(
            id: id, type: entry.type, host: entry.host, name: entry.name, references: entry.references,
            keys: try SearchKey.keys(of: Document(element)), generic: Document(element).bytes(), native: native)
    }
}
