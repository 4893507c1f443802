import Foundation
import Hosts
import HyperV
import Testing
import XML

@Suite struct HyperVSnapshotTests {
    private let service = "Msvm_VirtualSystemSnapshotService"
    private let settings = "Msvm_VirtualSystemSettingData"

    private func take(_ bench: HyperVBench, _ guid: String, type: Int = 2) async throws -> String {
        let reply = try await bench.call(
            service, "CreateSnapshot",
            HyperVBench.reference("AffectedSystem", "Msvm_ComputerSystem", "Name", guid)
                + #"<w:property name="SnapshotType">\#(type)</w:property>"#)
        return try #require(reply.key(of: "ResultingSnapshot"))
    }

    private func run(_ bench: HyperVBench, _ method: String, _ parameter: String, _ key: String) async throws -> String?
    {
        try await bench.call(service, method, HyperVBench.reference(parameter, settings, "InstanceID", key))[
            "returnValue"]
    }

    private func checkpoints(_ bench: HyperVBench, _ guid: String) async throws -> [Element] {
        try await bench.machine(guid)?.instances(settings).filter {
            $0.property("VirtualSystemType")?.contains("Snapshot") == true
        } ?? []
    }

    private func disks(_ bench: HyperVBench, _ guid: String) async throws -> [String] {
        try await bench.machine(guid)?.instances("Msvm_StorageAllocationSettingData").compactMap {
            $0.property("HostResource")
        } ?? []
    }

    private func plain(_ bench: HyperVBench, state: Int) async throws -> String {
        for guid in try await bench.machines(state: state) where try await checkpoints(bench, guid).isEmpty {
            return guid
        }
        throw HostError(.unreadable, "no such machine")
    }

    @Test func seedHasATree() async throws {
        let bench = try HyperVBench()
        for guid in try await bench.machines() {
            let list = try await checkpoints(bench, guid)
            guard !list.isEmpty else { continue }
            #expect(list.count == 2)
            #expect(Set(list.compactMap { $0.property("InstanceID") }).count == 2)
            #expect(list.filter { $0.key(of: "Parent") == nil }.count == 1)
            return
        }
        Issue.record("no machine has checkpoints")
    }

    @Test func goesBackToSettingsAndDisks() async throws {
        let bench = try HyperVBench()
        let guid = try await plain(bench, state: 3)
        let before = try await bench.value(guid, "Msvm_ProcessorSettingData", "VirtualQuantity")
        let original = try await disks(bench, guid)
        let checkpoint = try await take(bench, guid)
        let branched = try await disks(bench, guid)
        #expect(branched != original)
        #expect(branched.allSatisfy { $0.hasSuffix(".avhdx") })
        _ = try await bench.manage(
            "ModifyResourceSettings",
            HyperVBench.setting(
                "Msvm_ProcessorSettingData",
                ["InstanceID": #"Microsoft:\#(guid)\b637f346-6a0e-4dec-af52-bd70cb80a21d\0"#, "VirtualQuantity": "7"]))
        try bench.restart()
        #expect(try await run(bench, "ApplySnapshot", "Snapshot", checkpoint) == "4096")
        #expect(try await bench.value(guid, "Msvm_ProcessorSettingData", "VirtualQuantity") == before)
        #expect(try await bench.machine(guid)?.instance(settings)?.key(of: "Parent") == checkpoint)
        #expect(try await bench.state(guid) == "3")
        #expect(try await bench.change(guid, to: 2)["returnValue"] == "4096")
    }

    @Test func memoryComesBackSaved() async throws {
        let bench = try HyperVBench()
        let guid = try await plain(bench, state: 2)
        let full = try await take(bench, guid)
        let ofDisks = try await take(bench, guid, type: 3)
        #expect(try await run(bench, "ApplySnapshot", "Snapshot", full) == "32775")
        _ = try await bench.change(guid, to: 3)
        #expect(try await run(bench, "ApplySnapshot", "Snapshot", full) == "4096")
        #expect(try await bench.state(guid) == "6")
        #expect(try await run(bench, "ApplySnapshot", "Snapshot", ofDisks) == "4096")
        #expect(try await bench.state(guid) == "3")
    }

    @Test func mergesWhatIsRemoved() async throws {
        let bench = try HyperVBench()
        let guid = try await plain(bench, state: 3)
        let original = try await disks(bench, guid)
        let first = try await take(bench, guid)
        let second = try await take(bench, guid)
        #expect(try await run(bench, "DestroySnapshot", "AffectedSnapshot", first) == "4096")
        let left = try await checkpoints(bench, guid)
        #expect(left.map { $0.property("InstanceID") } == [second])
        #expect(left.first?.key(of: "Parent") == nil)
        #expect(try await run(bench, "DestroySnapshot", "AffectedSnapshot", second) == "4096")
        #expect(try await disks(bench, guid) == original)
        #expect(try await bench.machine(guid)?.instance(settings)?.key(of: "Parent") == nil)
        #expect(try await bench.change(guid, to: 2)["returnValue"] == "4096")
        #expect(try await run(bench, "DestroySnapshot", "AffectedSnapshot", second) == nil)
    }

    @Test func removesATree() async throws {
        let bench = try HyperVBench()
        let guid = try await plain(bench, state: 3)
        let original = try await disks(bench, guid)
        let first = try await take(bench, guid)
        _ = try await take(bench, guid)
        #expect(try await run(bench, "ApplySnapshot", "Snapshot", first) == "4096")
        _ = try await take(bench, guid)
        #expect(try await checkpoints(bench, guid).count == 3)
        #expect(try await run(bench, "DestroySnapshotTree", "SnapshotSettingData", first) == "4096")
        #expect(try await checkpoints(bench, guid).isEmpty)
        #expect(try await disks(bench, guid) == original)
        try bench.restart()
        #expect(try await checkpoints(bench, guid).isEmpty)
    }
}
