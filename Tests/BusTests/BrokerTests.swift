import Bus
import Foundation
import Generic
import Store
import Testing
import XML

@testable import Agents

/// Commands that are performed by us, and what becomes of those that a crash cut off.
@Suite struct BrokerTests {
    private func note(_ value: String, on target: String) throws -> Command {
        var element = Element("command", namespace: Namespaces.generic, attributes: ["name": "annotation.set", "target": target])
        element.append(
            Element("annotation", namespace: Namespaces.generic, attributes: ["owner": "toy", "key": "colour"], text: value))
        return try Command(element)
    }

    @Test func whatIsNotedNoHostHears() async throws {
        try await Fleet.test { fleet in
            let machine = try fleet.id("m1")
            let (outcome, trace) = try await fleet.run(note("red", on: machine))
            #expect(outcome == .result(made: nil))
            #expect(await fleet.driver.calls.isEmpty)
            #expect(try fleet.store.annotations.annotations(of: machine).map(\.value) == ["red"])
            #expect(trace.stages.contains { $0.name == "decision" && $0.note.hasPrefix("brokered: ") })
        }
    }

    @Test func whatDoesNotExistIsRefused() async throws {
        try await Fleet.test { fleet in
            let command = try note("red", on: "11111111-1111-4111-8111-111111111111")
            let fault = #expect(throws: Fault.self) { try fleet.accept(command) }
            #expect(fault?.code == .notFound)
        }
    }

    @Test func aStaleWriterIsInConflict() async throws {
        try await Fleet.test { fleet in
            let machine = try fleet.id("m1")
            var command = try note("red", on: machine)
            command.ifRevision = 1_000_000
            let (outcome, _) = try await fleet.run(command)
            #expect(outcome.fault?.code == .conflict)
            #expect(try fleet.store.annotations.annotations(of: machine).isEmpty)
        }
    }

    /// Neither has left a mark in the store: both are carried out.
    @Test(arguments: [false, true]) func whatWasCutOffIsCarriedOut(_ dispatched: Bool) async throws {
        let first = try await Fleet()
        try await first.ready()
        let (machine, host) = (try first.id("m1"), try first.id("n1", type: "node"))
        try await first.stop()
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("bus-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: first.directory, to: copy)
        let command = try note("blue", on: machine)
        var task = ""
        let second = try await Fleet(directory: copy) { store in
            let entry = try store.journal.accept(
                protocol: ToyMappings.platform, user: "anna", host: host, target: machine, name: command.name,
                document: Document(command.element).bytes())
            if dispatched { _ = try store.journal.dispatch(entry.id) }
            task = entry.id
        }
        try await second.ready()
        await second.server.finish(of: task)
        #expect(try second.outcome(of: task) == .result(made: nil))
        #expect(try second.store.annotations.annotations(of: machine).map(\.value) == ["blue"])
        try await second.stop()
    }

    @Test func annotationsGoWithTheirObject() async throws {
        try await Fleet.test { fleet in
            let machine = try fleet.id("m2")
            _ = try await fleet.run(note("red", on: machine))
            _ = try await fleet.run(fleet.command("vm.destroy", "m2"))
            #expect(fleet.store.mirror.entry(machine) == nil)
            #expect(try fleet.store.annotations.annotations(of: machine).isEmpty)
        }
    }

    /// Cut off before or after the folder was made: it is there once.
    @Test(arguments: [false, true]) func aFolderIsMadeOnce(_ isThere: Bool) async throws {
        let root = InventoryNode(
            id: "11111111-1111-4111-8111-111111111111", kind: "folder", holds: "datacenter", name: "all", parent: nil)
        let made = InventoryNode(
            id: "22222222-2222-4222-8222-222222222222", kind: "folder", holds: "datacenter", name: "new", parent: root.id)
        var element = Element(
            "command", namespace: Namespaces.generic,
            attributes: ["name": "container.create", "target": root.id, "kind": "folder"])
        element.append(Element("name", namespace: Namespaces.generic, text: "new"))
        let document = Document(element).bytes()
        var task = ""
        let fleet = try await Fleet { store in
            try store.inventory.put(isThere ? [root, made] : [root])
            let entry = try store.journal.accept(
                protocol: ToyMappings.platform, user: "anna", host: "", target: root.id, name: "container.create",
                document: document)
            _ = try store.journal.dispatch(entry.id)
            task = entry.id
        }
        try await fleet.ready()
        await fleet.server.finish(of: task)
        let inside = fleet.store.inventory.children(of: root.id)
        #expect(inside.map(\.name) == ["new"])
        #expect(try fleet.outcome(of: task) == .result(made: .init(type: "folder", id: inside[0].id)))
        #expect(!isThere || inside[0].id == made.id)
        try await fleet.stop()
    }
}
