import Foundation
import Hosts
import Testing
import XML

@testable import Simulator
@testable import VSphere

@Suite struct ESXiPowerTests {
    @Test func powerStatesAreFilesAndSurviveARestart() async throws {
        let esxi = try ESXiFixture()
        #expect(try await esxi.state() == "poweredOff")
        let info = try await esxi.run("PowerOnVM_Task")
        #expect(info.name == "TaskInfo" && info.first("state")?.text == "success")
        #expect(esxi.exists("web/web.vswp"))
        let booted = try await esxi.vm()?.first("runtime")?["bootTime"]
        let second = try esxi.restarted()
        #expect(try await esxi.state(of: second) == "poweredOn")
        #expect(try await esxi.vm(of: second)?.first("runtime")?["bootTime"] == booted)

        try await esxi.run("SuspendVM_Task")
        #expect(!esxi.exists("web/web.vswp") && esxi.exists("web/web.vmss"))
        #expect(try esxi.text("web/web.vmx").contains("checkpoint.vmState = \"web.vmss\""))
        #expect(try await esxi.state(of: try esxi.restarted()) == "suspended")

        try await esxi.run("PowerOnVM_Task")
        #expect(try await esxi.state() == "poweredOn")
        #expect(!esxi.exists("web/web.vmss"))
        #expect(try !esxi.text("web/web.vmx").contains("checkpoint"))
        try await esxi.run("PowerOffVM_Task")
        #expect(try await esxi.state(of: try esxi.restarted()) == "poweredOff")
    }

    @Test func wrongStatesAreRefusedWithBothStates() async throws {
        let esxi = try ESXiFixture()
        for method in ["PowerOffVM_Task", "ResetVM_Task", "SuspendVM_Task", "ShutdownGuest", "RebootGuest"] {
            let fault = try await esxi.fault(method)
            #expect(fault.name == "InvalidPowerStateFault" && fault.vimType == "InvalidPowerState")
            #expect(fault.first("existingState")?.text == "poweredOff")
        }
        try await esxi.run("PowerOnVM_Task")
        let fault = try await esxi.fault("PowerOnVM_Task")
        #expect(fault.first("requestedState")?.text == "poweredOn" && fault.first("existingState")?.text == "poweredOn")
        #expect(try await esxi.fault("Destroy_Task").vimType == "InvalidPowerState")
        #expect(try await esxi.fault("UnregisterVM").vimType == "InvalidPowerState")
    }

    @Test func guestNeedsTimeAndThenObeys() async throws {
        let esxi = try ESXiFixture()
        try await esxi.run("PowerOnVM_Task")
        #expect(try await esxi.fault("ShutdownGuest").vimType == "ToolsUnavailable")
        #expect(try await esxi.vm()?.first("guest")?["toolsRunningStatus"] == "guestToolsNotRunning")
        #expect(try await esxi.eventually { try await esxi.vm()?.first("guest")?.first("net")?["ipAddress"] != nil })
        #expect(try await esxi.run("RebootGuest").name == "RebootGuestResponse")
        #expect(try await esxi.fault("ShutdownGuest").vimType == "ToolsUnavailable")
        #expect(try await esxi.eventually { try await esxi.vm()?.first("guest")?["hostName"] == "web" })
        #expect(try await esxi.run("ShutdownGuest").name == "ShutdownGuestResponse")
        #expect(try await esxi.state() == "poweredOn")
        #expect(try await esxi.eventually { try await esxi.state() == "poweredOff" })
        #expect(!esxi.exists("web/web.vswp"))
    }

    @Test func bootIsAnnounced() async throws {
        let esxi = try ESXiFixture()
        try await esxi.run("PowerOnVM_Task")
        var seen = 0
        for await change in esxi.host.changes {
            #expect(change == .changed(NativeReference(type: "VirtualMachine", id: "1")))
            seen += 1
            if seen == 2 { break }
        }
        #expect(try await esxi.vm()?.first("guest")?["toolsRunningStatus"] == "guestToolsRunning")
    }

    @Test func memoryOfTheHostIsFinite() async throws {
        let machines = (0..<3).map { index in
            var seed = ESXiFixture.web
            seed.name = "vm\(index)"
            seed.memoryMiB = 3072
            return seed
        }
        let esxi = try ESXiFixture(machines)
        try await esxi.run("PowerOnVM_Task", on: "1")
        try await esxi.run("PowerOnVM_Task", on: "2")
        #expect(try await esxi.fault("PowerOnVM_Task", on: "3").vimType == "InsufficientMemoryResourcesFault")
        #expect(!esxi.exists("vm2/vm2.vswp"))
        try await esxi.run("PowerOffVM_Task", on: "1")
        try await esxi.run("PowerOnVM_Task", on: "3")
    }

    @Test func unknownIsRefused() async throws {
        let esxi = try ESXiFixture()
        let method = try await esxi.fault("PauseVM_Task")
        #expect(method.vimType == "MethodNotFound" && method.first("method")?.text == "PauseVM_Task")
        let object = try await esxi.fault("PowerOnVM_Task", on: "99")
        #expect(object.vimType == "ManagedObjectNotFound" && object.first("obj")?["type"] == "VirtualMachine")
        #expect(try await esxi.fault("PowerOnVM_Task", on: "ha-host", type: "HostSystem").vimType == "MethodNotFound")
        #expect(try await esxi.fault("PowerOffVM_Task", "<force>true</force>").vimType == "NotSupported")
        await esxi.host.close()
        await #expect(throws: HostError.self) { try await esxi.run("PowerOnVM_Task") }
    }

    @Test func seedIsWrittenOnce() async throws {
        var running = ESXiFixture.web
        running.state = .running
        running.snapshots = [
            SnapshotSeed(
                name: "a", description: "first", created: Date(timeIntervalSince1970: 1_740_000_000),
                children: [SnapshotSeed(name: "b", description: "", created: Date(timeIntervalSince1970: 1_741_000_000), children: [])])
        ]
        let esxi = try ESXiFixture([running])
        let vm = try #require(try await esxi.vm())
        #expect(try await esxi.entry("annotation") == "front \"end\"\nline | two")
        #expect(vm.first("snapshots")?["current"] == "1-snapshot-2")
        let tree = vm.first("snapshots")?.first("snapshot")
        #expect(tree?["name"] == "a" && tree?.first("snapshot")?["name"] == "b")
        #expect(tree?["createTime"] == "2025-02-19T21:20:00Z")
        #expect(vm.first("disk")?["path"] == "web/web-000002.vmdk")
        #expect(vm.first("disk")?["capacity"] == String(8 << 30) && vm.first("disk")?["thin"] == "true")
        #expect(try await esxi.host.inventory().map(\.reference.type) == [
            "HostSystem", "Datastore", "Datastore", "Network", "Network", "VirtualMachine",
        ])
        #expect(try await esxi.restarted().inventory().count == 6)
    }
}
