import Foundation
import Hosts
import Testing
import XML

@testable import Xen

@Suite struct XenHostTests {
    @Test func inventoryNamesTheHostFirstAndHoldsWhatVMsPointAt() async throws {
        let fixture = try XenFixture()
        let objects = try await fixture.host.inventory()
        #expect(objects.map(\.reference.type).first == "host")
        #expect(objects.filter { $0.reference.type == "VM" }.count == 3)
        #expect(objects.filter { $0.reference.type == "SR" }.last?.document.root.first("type")?.text == "iso")
        let suspended = try await fixture.document(try await fixture.vm("suspended"))
        let records = try #require(suspended.first("records"))
        #expect(records.all("snapshot").count == 2)
        #expect(records.all("VBD").count == 6)
        #expect(
            suspended.first("parent")?.text
                == records.all("snapshot").first { $0.first("name_label")?.text == "two" }?["ref"])
        #expect(suspended.first("name_description")?.text == "a <note> & 'more'\nof it 100%")
        #expect(suspended["host"] == objects.first?.reference.id)
        await fixture.remove()
    }

    @Test func startIsForHaltedMachinesOnly() async throws {
        let fixture = try XenFixture()
        let halted = try await fixture.vm("halted")
        #expect(try await fixture.call("VM.start", .string(halted), false, false) == .done)
        #expect(try await fixture.call("VM.get_power_state", .string(halted)) == .result("Running"))
        #expect(
            try await fixture.call("VM.start", .string(halted), false, false)
                == .fault(["VM_BAD_POWER_STATE", halted, "halted", "running"]))
        let suspended = try await fixture.vm("suspended")
        #expect(
            try await fixture.call("VM.start", .string(suspended), false, false)
                == .fault(["VM_BAD_POWER_STATE", suspended, "halted", "suspended"]))
        #expect(try await fixture.call("VM.resume", .string(suspended), false, false) == .done)
        #expect(try await fixture.call("VM.get_suspend_VDI", .string(suspended)) == .result("OpaqueRef:NULL"))
        #expect(
            try await fixture.call("VM.destroy", .string(suspended))
                == .fault(["VM_BAD_POWER_STATE", suspended, "halted, suspended", "running"]))
        await fixture.remove()
    }

    @Test func argumentsAreCountedAndTyped() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("halted")
        #expect(
            try await fixture.call("VM.start", .string(vm))
                == .fault(["MESSAGE_PARAMETER_COUNT_MISMATCH", "VM.start", "3", "1"]))
        #expect(
            try await fixture.call("VM.start", .string(vm), "0", false) == .fault(["FIELD_TYPE_ERROR", "start_paused"]))
        #expect(
            try await fixture.call("VM.set_VCPUs_max", .string(vm), "four") == .fault(["FIELD_TYPE_ERROR", "value"]))
        #expect(try await fixture.call("VM.pause", "OpaqueRef:1") == .fault(["HANDLE_INVALID", "VM", "OpaqueRef:1"]))
        #expect(try await fixture.call("VM.fly", .string(vm)) == .fault(["MESSAGE_METHOD_UNKNOWN", "VM.fly"]))
        #expect(try await fixture.call("VM.get_by_uuid", "x") == .fault(["UUID_INVALID", "VM", "x"]))
        await fixture.remove()
    }

    @Test func processorsKeepTheirOrder() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("halted")
        #expect(
            try await fixture.call("VM.set_VCPUs_max", .string(vm), "2") == .fault(["INVALID_VALUE", "VCPUs_max", "2"]))
        #expect(
            try await fixture.call("VM.set_VCPUs_at_startup", .string(vm), "8")
                == .fault(["INVALID_VALUE", "VCPUs_at_startup", "8"]))
        #expect(try await fixture.call("VM.set_VCPUs_max", .string(vm), "8") == .done)
        #expect(try await fixture.call("VM.set_VCPUs_at_startup", .string(vm), "8") == .done)
        #expect(
            try await fixture.call("VM.add_to_platform", .string(vm), "cores-per-socket", "3")
                == .fault([
                    "MAP_DUPLICATE_KEY", "VM", "platform", try await fixture.call("VM.get_uuid", .string(vm)).text,
                    "cores-per-socket",
                ]))
        #expect(try await fixture.call("VM.remove_from_platform", .string(vm), "cores-per-socket") == .done)
        #expect(
            try await fixture.call("VM.add_to_platform", .string(vm), "cores-per-socket", "3")
                == .fault(["INVALID_VALUE", "platform:cores-per-socket", "3"]))
        let running = try await fixture.vm("running")
        #expect(
            try await fixture.call("VM.set_VCPUs_max", .string(running), "8")
                == .fault(["VM_BAD_POWER_STATE", running, "halted", "running"]))
        #expect(try await fixture.call("VM.set_VCPUs_number_live", .string(running), "2") == .done)
        await fixture.remove()
    }

    @Test func memoryLimitsAreOrderedAndFitTheHost() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("halted")
        let gib = { (count: Int) in XapiValue.string(String(count << 30)) }
        guard
            case .fault(let error) = try await fixture.call(
                "VM.set_memory_limits", .string(vm), gib(2), gib(1), gib(1), gib(1))
        else { throw XenFixture.MissingError() }
        #expect(error.first == "MEMORY_CONSTRAINT_VIOLATION")
        #expect(
            try await fixture.call("VM.set_memory_limits", .string(vm), gib(1), gib(4096), gib(4096), gib(4096))
                == .done)
        guard case .fault(let full) = try await fixture.call("VM.start", .string(vm), false, false) else {
            throw XenFixture.MissingError()
        }
        #expect(full.first == "HOST_NOT_ENOUGH_FREE_MEMORY" && full[1] == String(4096 << 30))
        await fixture.remove()
    }

    @Test func cleanShutdownNeedsAGuestThatIsUp() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("halted")
        try await fixture.call("VM.start", .string(vm), false, false)
        #expect(try await fixture.call("VM.clean_shutdown", .string(vm)) == .fault(["VM_MISSING_PV_DRIVERS", vm]))
        try await Task.sleep(for: .milliseconds(450))
        let booted = try await fixture.document(vm).first("records")
        #expect(booted?.first("VM_guest_metrics")?.first("PV_drivers_detected")?.text == "1")
        async let shutdown = fixture.call("VM.clean_shutdown", .string(vm))
        try await Task.sleep(for: .milliseconds(60))
        #expect(
            try await fixture.call("VM.pause", .string(vm))
                == .fault(["OTHER_OPERATION_IN_PROGRESS", "VM", vm, "clean_shutdown", "OpaqueRef:NULL"]))
        #expect(try await shutdown == .done)
        #expect(try await fixture.call("VM.get_power_state", .string(vm)) == .result("Halted"))
        await fixture.remove()
    }

    @Test func aHardShutdownDoesNotWaitForACleanOne() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("halted")
        try await fixture.call("VM.start", .string(vm), false, false)
        try await Task.sleep(for: .milliseconds(450))
        async let shutdown = fixture.call("VM.clean_shutdown", .string(vm))
        try await Task.sleep(for: .milliseconds(60))
        #expect(try await fixture.call("VM.hard_shutdown", .string(vm)) == .done)
        #expect(try await shutdown == .done)
        #expect(try await fixture.call("VM.get_power_state", .string(vm)) == .result("Halted"))
        await fixture.remove()
    }

    @Test func whatWasAnsweredSurvivesAKill() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("halted")
        try await fixture.call("VM.start", .string(vm), false, false)
        try await fixture.call("VM.set_name_label", .string(vm), "renamed \"<'é'>\" 日本")
        try await fixture.call("VM.add_to_other_config", .string(vm), "it's", "a \\ and a 'quote'")
        let before = try await fixture.document(vm)
        // No close: the second host finds what the first left on the disk.
        let second = try XenFixture.open(fixture.directory)
        let after = try #require(try await second.read(NativeReference(type: "VM", id: vm))).document.root
        #expect(after.first("power_state")?.text == "Running")
        #expect(after.first("name_label")?.text == "renamed \"<'é'>\" 日本")
        #expect(after.first("other_config") == before.first("other_config"))
        #expect(try await XenFixture.call(second, "VM.pause", [.string(vm)]) == .done)
        await second.close()
        await fixture.remove()
    }
}
