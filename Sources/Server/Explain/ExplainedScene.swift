import Agents
import Bus
import Foundation
import Generic
import Hosts
import Logging
import Store
import XML

/// The objects that an explained command is about: a daemon's mirror, or a sample host.
final class ExplainedScene: Sendable {
    let store: Store
    let engine: TransformationEngine
    /// The generic identifier of the host that stand-ins are taken from; nil if there is none of the platform.
    let host: String?
    private let temporary: URL?

    private init(_ store: Store, _ engine: TransformationEngine, host: String?, temporary: URL?) {
        self.store = store
        self.engine = engine
        self.host = host
        self.temporary = temporary
    }

    deinit {
        // A daemon's store is not closed: that would write into it.
        guard let temporary else { return }
        try? store.close()
        try? FileManager.default.removeItem(at: temporary)
    }

    static func make(platform: String, mappings: Mappings, state: URL?) async throws(StartError) -> ExplainedScene {
        if let state {
            let store = try StateDirectory.open(state)
            let engine = TransformationEngine(mappings, identifiers: store.identifiers)
            let host = store.mirror.entries(type: ObjectType.host.rawValue).first { entry in
                hostName(of: entry.id, platform: platform, store) != nil
            }
            return ExplainedScene(store, engine, host: host?.id, temporary: nil)
        }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("dragoman-\(UUID().uuidString)")
        do {
            return try await sample(platform, mappings, directory)
        } catch {
            try? FileManager.default.removeItem(at: directory)
            throw error as? StartError ?? StartError(.software, "the sample host cannot be made: \(error)")
        }
    }

    private static func sample(_ name: String, _ mappings: Mappings, _ directory: URL) async throws -> ExplainedScene {
        guard let platform = Platform.named(name) else { throw StartError(.usage, "there is no platform '\(name)'") }
        let store = try Store(directory: directory.appendingPathComponent("store"))
        let engine = TransformationEngine(mappings, identifiers: store.identifiers)
        let quiet = Logger(label: "sample") { _ in SwiftLogNoOpLogHandler() }
        let driver = try platform.simulatedHost(
            name: "sample", vms: 4, directory: directory.appendingPathComponent("host"), logger: quiet)
        let writer = DataWriter(engine: engine, mirror: store.mirror, inventory: store.inventory, updates: UpdateHub())
        let side = MappingContext.Side.host(platform: name, name: "sample")
        let writes = try await driver.inventory().map { try writer.generic($0, of: side) }
        try writer.write(writes)
        await driver.close()
        return ExplainedScene(
            store, engine, host: writes.first { $0.type == ObjectType.host.rawValue }?.id, temporary: directory)
    }

    /// The configured name of the host that an object is on; nil if that is of another platform.
    func hostName(of entry: MirrorEntry, platform: String) -> String? {
        Self.hostName(of: entry.host, platform: platform, store)
    }

    private static func hostName(of id: String, platform: String, _ store: Store) -> String? {
        let identifiers = (try? store.identifiers.all(uuid: id)) ?? []
        return identifiers.first { $0.platform == platform && !$0.scope.isEmpty && !$0.deleted }?.scope
    }

    /// `p:input`, as an agent makes it.
    /// - Parameter whole: with the native object and its surroundings, not only what conditions are about.
    func input(_ command: Command, _ entry: MirrorEntry, whole: Bool) throws -> Document {
        var parts: [Part] = [.element(command.element)]
        if entry.type == ObjectType.vm.rawValue {
            if let generic = try store.mirror.generic(entry.id) {
                parts.append(.document(try Document(parsing: generic)))
            }
            if whole, let native = try store.mirror.native(entry.id) {
                parts.append(.wrapped(name: "native", attributes: [], [.document(try Document(parsing: native))]))
            }
        }
        if whole {
            let types: [ObjectType] = [.datastore, .network]
            let ids =
                [entry.host] + types.flatMap { store.mirror.entries(type: $0.rawValue, host: entry.host).map(\.id) }
            let documents = try store.mirror.generic(ids)
            parts.append(
                .wrapped(
                    name: "host", attributes: [],
                    try ids.compactMap { documents[$0] }.map { .document(try Document(parsing: $0)) }))
        }
        return Document(composing: "input", namespace: Namespaces.plan, prefix: "p", parts)
    }
}
