import Bus
import Foundation
import Generic
import Hosts
import Logging
import Store
import Synchronization
import Testing
import XML

@testable import Agents

/// What becomes of machines that move between hosts when something goes wrong on the way.
@Suite struct RelocationTests {
    private final class Removed: Sendable {
        let ids = Mutex<[String]>([])
    }

    /// Two hosts, which know machines by names of their own, and a server that can be started anew.
    private final class Pair: Sendable {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("bus-\(UUID().uuidString)")
        let source: ScriptedDriver
        let destination: ScriptedDriver
        let store: Store
        let server: TransformServer
        private let removed = Removed()
        private let running: Task<Void, Never>
        let client = Client(
            protocolName: ToyMappings.platform, user: "anna", authority: .role(.admin), address: "127.0.0.1")

        /// - Parameter earlier: what an earlier server has left behind.
        init(
            source: ScriptedDriver = ScriptedDriver(),
            destination: ScriptedDriver = ScriptedDriver(node: "n2", pool: "p2", machines: ["m3": ("three", "off")]),
            earlier: URL? = nil
        ) async throws {
            self.source = source
            self.destination = destination
            if let earlier { try FileManager.default.copyItem(at: earlier, to: directory) }
            store = try Store(directory: directory.appendingPathComponent("state"))
            let mappings = try ToyMappings.load(into: directory.appendingPathComponent("Mappings-\(UUID().uuidString)"))
            server = TransformServer(
                store: store, mappings: mappings, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            await source.join(destination)
            let hosts = [("toy01", source), ("toy02", destination)].map {
                ManagedHost(name: $0, platform: ToyMappings.platform, driver: $1)
            }
            _ = server.updates.subscribe { [removed] updates in
                let gone = updates.filter { $0.change == .removed }.map(\.id)
                removed.ids.withLock { $0 += gone }
            }
            running = Task { [server] in await server.run(hosts: hosts) }
            while !server.isReady { try await Task.sleep(for: .milliseconds(2)) }
        }

        deinit { try? FileManager.default.removeItem(at: directory) }

        func stop() async throws {
            await server.drain(atMost: .seconds(5))
            await running.value
            try store.close()
        }

        func id(_ native: String, on host: String = "toy01", type: String = "machine") throws -> String {
            try #require(
                store.identifiers.uuid(platform: ToyMappings.platform, scope: host, type: type, native: native))
        }

        func move() throws -> Command {
            try Command(
                Element(
                    "command", namespace: Namespaces.generic,
                    attributes: [
                        "name": Relocation.command, "target": try id("m2"),
                        "to": try id("n2", on: "toy02", type: "node"),
                    ]))
        }

        func accept(_ command: Command) throws -> String {
            try server.accept(command, from: client, trace: server.traces.begin()).id
        }

        /// Whether the machine is the same one on the destination, and nothing was ever seen to go.
        func expectMoved(_ id: String) throws {
            #expect(store.mirror.entry(id)?.host == (try self.id("n2", on: "toy02", type: "node")))
            #expect(try self.id("moved", on: "toy02") == id)
            #expect(store.mirror.entries(type: ObjectType.vm.rawValue).map(\.name).sorted() == ["one", "three", "two"])
            #expect(removed.ids.withLock { $0 } == [])
        }

        func until(_ condition: () throws -> Bool) async throws {
            for _ in 0..<600 {
                if try condition() { return }
                try await Task.sleep(for: .milliseconds(5))
            }
            Issue.record("it did not come")
        }
    }

    /// The state of a server that is killed while a host carries the move out, and a server on it.
    private func killed(hasMoved: Bool, isAway: Bool = false) async throws -> (pair: Pair, id: String, task: String) {
        let first = try await Pair()
        let id = try first.id("m2")
        await first.source.hold("migrate")
        let task = try first.accept(first.move())
        try await first.until { first.store.journal.entry(task)?.state == .dispatched }
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("bus-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: first.directory, to: copy)
        await first.source.release("migrate")
        await first.server.finish(of: task)
        try await first.stop()
        defer { try? FileManager.default.removeItem(at: copy) }
        let arrived = ScriptedDriver(
            node: "n2", pool: "p2", machines: ["m3": ("three", "off"), "moved": ("two", "running")])
        if isAway { await arrived.goAway() }
        let second =
            hasMoved
            ? try await Pair(
                source: ScriptedDriver(machines: ["m1": ("one", "off")]), destination: arrived, earlier: copy)
            : try await Pair(earlier: copy)
        await second.server.finish(of: task)
        return (second, id, task)
    }

    @Test func aMachineThatMovedWhileTheServerWasDownIsTheSame() async throws {
        let (pair, id, task) = try await killed(hasMoved: true)
        let entry = try #require(pair.store.journal.entry(task))
        #expect(entry.fault == nil && entry.result != nil)
        try pair.expectMoved(id)
        try await pair.stop()
    }

    @Test func aMachineThatDidNotMoveWhileTheServerWasDownStays() async throws {
        let (pair, id, task) = try await killed(hasMoved: false)
        #expect(pair.store.journal.entry(task)?.fault != nil)
        #expect(pair.store.mirror.entry(id)?.host == (try pair.id("n1", type: "node")))
        #expect(!pair.server.inventory.transit.contains(id))
        try await pair.stop()
    }

    @Test func aMoveWhoseAnswerIsLostIsFoundOut() async throws {
        let pair = try await Pair()
        let id = try pair.id("m2")
        await pair.source.answer("migrate", with: .broken(.uncertain))
        let task = try pair.accept(pair.move())
        await pair.server.finish(of: task)
        #expect(pair.store.journal.entry(task)?.fault == nil)
        try pair.expectMoved(id)
        try await pair.stop()
    }

    @Test func aMoveIsNotDoneUntilTheDestinationShowsTheMachine() async throws {
        let pair = try await Pair()
        let id = try pair.id("m2")
        await pair.source.hold("migrate")
        let task = try pair.accept(pair.move())
        try await pair.until { pair.store.journal.entry(task)?.state == .dispatched }
        await pair.destination.goAway()
        await pair.source.release("migrate")
        await pair.server.finish(of: task)
        #expect(pair.store.journal.entry(task)?.fault != nil)
        pair.source.announce(.everything)
        await pair.destination.comeBack()
        pair.destination.announce(.connected)
        try await pair.until { pair.store.journal.entry(task)?.fault == nil }
        #expect(pair.store.journal.entry(task)?.result != nil)
        #expect(!pair.server.inventory.transit.contains(id))
        try pair.expectMoved(id)
        try await pair.stop()
    }

    /// The server is killed, and stopped once more before the destination can be asked.
    @Test func aMachineThatMovedIsTheSameAfterTwoStarts() async throws {
        let (second, id, task) = try await killed(hasMoved: true, isAway: true)
        #expect(second.store.journal.entry(task)?.fault != nil)
        try await second.stop()
        let third = try await Pair(
            source: ScriptedDriver(machines: ["m1": ("one", "off")]),
            destination: ScriptedDriver(
                node: "n2", pool: "p2", machines: ["m3": ("three", "off"), "moved": ("two", "running")]),
            earlier: second.directory)
        try third.expectMoved(id)
        #expect(third.store.journal.entry(task)?.fault == nil)
        #expect(try third.store.transits.all().isEmpty)
        try await third.stop()
    }

    @Test func whatIsMadeOnAHostWhereAMachineIsMovingToIsKnownAtOnce() async throws {
        let pair = try await Pair()
        await pair.source.hold("migrate")
        let move = try pair.accept(pair.move())
        try await pair.until { pair.store.journal.entry(move)?.state == .dispatched }
        let node = try pair.id("n2", on: "toy02", type: "node")
        var create = Element(
            "command", namespace: Namespaces.generic, attributes: ["name": "vm.create", "target": node])
        create.append(Element("name", namespace: Namespaces.generic, text: "nine"))
        create.append(Element("cpu", namespace: Namespaces.generic, attributes: ["count": "1"]))
        create.append(Element("memory", namespace: Namespaces.generic, attributes: ["mib": "512"]))
        let task = try pair.accept(Command(create))
        await pair.server.finish(of: task)
        #expect(pair.store.journal.entry(task)?.fault == nil)
        let made = try pair.id("m9", on: "toy02")
        #expect(pair.store.mirror.entry(made)?.name == "nine")
        await pair.source.release("migrate")
        await pair.server.finish(of: move)
        try await pair.stop()
    }

    /// What is made by others meanwhile is told of only in an inventory: it waits, and is not forgotten.
    @Test func whatAnInventoryShowsDuringAMoveIsReadAfterIt() async throws {
        let pair = try await Pair()
        await pair.source.hold("migrate")
        let move = try pair.accept(pair.move())
        try await pair.until { pair.store.journal.entry(move)?.state == .dispatched }
        await pair.destination.set("m8", name: "eight", state: "off")
        await pair.server.inventory.readAll(try #require(pair.server.hosts.last))
        await pair.source.release("migrate")
        await pair.server.finish(of: move)
        #expect(pair.store.mirror.entries(type: ObjectType.vm.rawValue).contains { $0.name == "eight" })
        try await pair.stop()
    }
}
