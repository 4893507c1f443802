import Bus
import Foundation
import Generic
import Logging
import Store
import Testing
import XML

@testable import Agents

/// A transform server with one scripted host.
final class Fleet: Sendable {
    let directory: URL
    let store: Store
    let driver = ScriptedDriver()
    let server: TransformServer
    let host: ManagedHost
    private let running: Task<Void, Never>

    let client = Client(
        protocolName: ToyMappings.platform, user: "anna", authority: .role(.admin), address: "127.0.0.1")

    /// - Parameters:
    ///   - isAway: whether the host cannot be reached at first.
    ///   - before: what is in the store when the server starts.
    init(
        limits: TransformServer.Limits = .init(), directory: URL? = nil, isAway: Bool = false,
        before: (Store) throws -> Void = { _ in }
    ) async throws {
        let place =
            directory ?? FileManager.default.temporaryDirectory.appendingPathComponent("bus-\(UUID().uuidString)")
        self.directory = place
        store = try Store(directory: place.appendingPathComponent("state"))
        try before(store)
        let mappings = try ToyMappings.load(into: place.appendingPathComponent("Mappings-\(UUID().uuidString)"))
        let server = TransformServer(
            store: store, mappings: mappings, limits: limits,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let host = ManagedHost(name: "toy01", platform: ToyMappings.platform, driver: driver)
        self.server = server
        self.host = host
        if isAway { await driver.goAway() }
        running = Task { await server.run(hosts: [host]) }
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    func ready() async throws {
        while !server.isReady { try await Task.sleep(for: .milliseconds(2)) }
    }

    func stop() async throws {
        await server.drain(atMost: .seconds(5))
        await running.value
        try store.close()
    }

    /// Runs a test, and stops the fleet.
    static func test(limits: TransformServer.Limits = .init(), _ body: (Fleet) async throws -> Void) async throws {
        let fleet = try await Fleet(limits: limits)
        try await fleet.ready()
        do {
            try await body(fleet)
        } catch {
            try? await fleet.stop()
            throw error
        }
        try await fleet.stop()
    }

    // MARK: - What tests ask

    func id(_ native: String, type: String = "machine") throws -> String {
        try #require(store.identifiers.uuid(platform: ToyMappings.platform, scope: "toy01", type: type, native: native))
    }

    func command(_ name: String, _ native: String = "m1", ifRevision: Int64? = nil, named newName: String? = nil) throws
        -> Command
    {
        var element = Element(
            "command", namespace: Namespaces.generic, attributes: ["name": name, "target": try id(native)])
        element["ifRevision"] = ifRevision.map { "\($0)" }
        if let newName { element.append(Element("name", namespace: Namespaces.generic, text: newName)) }
        return try Command(element)
    }

    func accept(_ command: Command) throws -> JournalEntry {
        try server.accept(command, from: client, trace: server.traces.begin())
    }

    /// Accepts a command and waits until it has ended.
    func run(_ command: Command) async throws -> (outcome: Outcome, trace: Trace) {
        let trace = server.traces.begin()
        let entry = try server.accept(command, from: client, trace: trace)
        await server.finish(of: entry.id)
        return (try outcome(of: entry.id), trace)
    }

    func outcome(of task: String) throws -> Outcome {
        let entry = try #require(store.journal.entry(task))
        let document = try #require(entry.result ?? entry.fault, "the task \(task) is \(entry.state)")
        return try #require(Outcome(try Document(parsing: document).root))
    }

    func state(_ native: String) throws -> String? {
        try generic(native)?.first("powerState")?.text
    }

    func generic(_ native: String, type: String = "machine") throws -> Element? {
        try store.mirror.generic(id(native, type: type)).map { try Document(parsing: $0).root }
    }

    /// Waits for something that comes by itself.
    func until(_ condition: () async throws -> Bool) async throws {
        for _ in 0..<1000 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("it did not come")
    }
}

extension Outcome {
    var fault: Fault? { if case .fault(let fault) = self { fault } else { nil } }
}
