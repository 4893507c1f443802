import Foundation
import Hosts
import Testing
import XML

@testable import Simulator
@testable import Xen

@Suite struct XenSnapshotTests {
    @Test func aSnapshotKeepsTheConfigurationAndTheDisks() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("halted")
        let snapshot = try await fixture.call("VM.snapshot", .string(vm), "before").text
        try await fixture.call("VM.set_VCPUs_at_startup", .string(vm), "2")
        try await fixture.call("VM.set_VCPUs_max", .string(vm), "2")
        let disk = try #require(
            try await fixture.document(vm).first("records")?.all("VBD").first { block in
                block.first("type")?.text == "Disk" && block.first("VM")?.text == vm
            })
        try await fixture.call("VBD.destroy", .string(disk["ref"] ?? ""))
        #expect(try await fixture.call("VM.revert", .string(snapshot)) == .done)
        let back = try await fixture.document(vm)
        #expect(back.first("VCPUs_max")?.text == "4")
        #expect(back.first("name_label")?.text == "halted")
        #expect(back.first("parent")?.text == snapshot)
        let own = back.first("records")?.all("VBD").filter { $0.first("VM")?.text == vm } ?? []
        #expect(own.count == 2)
        #expect(
            try await fixture.call("VM.start", .string(snapshot), false, false) == .fault(["VM_IS_TEMPLATE", snapshot]))
        #expect(try await fixture.call("VM.start", .string(vm), false, false) == .done)
        await fixture.remove()
    }

    @Test func aCheckpointIsOfARunningMachineAndWakesSuspended() async throws {
        let fixture = try XenFixture()
        let halted = try await fixture.vm("halted")
        #expect(
            try await fixture.call("VM.checkpoint", .string(halted), "c")
                == .fault(["VM_BAD_POWER_STATE", halted, "paused, suspended, running", "halted"]))
        let running = try await fixture.vm("running")
        let checkpoint = try await fixture.call("VM.checkpoint", .string(running), "c").text
        #expect(try await fixture.call("VM.revert", .string(checkpoint)) == .done)
        #expect(try await fixture.call("VM.get_power_state", .string(running)) == .result("Suspended"))
        #expect(try await fixture.call("VM.resume", .string(running), false, false) == .done)
        await fixture.remove()
    }

    @Test func aSnapshotInTheMiddleGoesWithoutItsChildren() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("suspended")
        let snapshots = try await fixture.document(vm).first("records")?.all("snapshot") ?? []
        let one = try #require(snapshots.first { $0.first("name_label")?.text == "one" }?["ref"])
        #expect(try await fixture.call("VM.destroy", .string(one)) == .done)
        let left = try await fixture.document(vm).first("records")?.all("snapshot") ?? []
        #expect(left.map { $0.first("parent")?.text } == ["OpaqueRef:NULL"])
        await fixture.remove()
    }

    @Test func aMachineIsMadeFromARecordOnly() async throws {
        let fixture = try XenFixture()
        #expect(
            try await fixture.call("VM.create", .record(["name_label": "x"]))
                == .fault(["FIELD_TYPE_ERROR", "name_description"]))
        var record: [XapiValue.Member] = []
        for name in [
            "name_label", "name_description", "PV_bootloader", "PV_kernel", "PV_ramdisk", "PV_args",
            "PV_bootloader_args",
            "PV_legacy_args", "HVM_boot_policy", "PCI_bus", "recommendations", "actions_after_shutdown",
            "actions_after_reboot",
            "actions_after_crash",
        ] { record.append(.init(name: name, value: "")) }
        for name in ["VCPUs_params", "HVM_boot_params", "platform", "other_config"] {
            record.append(.init(name: name, value: .structure([])))
        }
        for name in ["memory_static_min", "memory_static_max", "memory_dynamic_min", "memory_dynamic_max"] {
            record.append(.init(name: name, value: "536870912"))
        }
        record += [
            .init(name: "user_version", value: "1"), .init(name: "is_a_template", value: false),
            .init(name: "affinity", value: "OpaqueRef:NULL"), .init(name: "VCPUs_max", value: "2"),
        ]
        let wrong = record + [.init(name: "VCPUs_at_startup", value: "3")]
        #expect(
            try await fixture.call("VM.create", .structure(wrong))
                == .fault(["INVALID_VALUE", "VCPUs_at_startup", "3"]))
        let right = record + [.init(name: "VCPUs_at_startup", value: "2")]
        let vm = try await fixture.call("VM.create", .structure(right)).text
        #expect(try await fixture.call("VM.start", .string(vm), true, false) == .done)
        #expect(try await fixture.call("VM.get_power_state", .string(vm)) == .result("Paused"))
        #expect(try await fixture.call("VM.hard_shutdown", .string(vm)) == .done)
        #expect(try await fixture.call("VM.destroy", .string(vm)) == .done)
        await fixture.remove()
    }
}
