import Foundation
import Hosts
import Testing
import XML

@testable import VSphere

@Suite struct ESXiSnapshotTests {
    private func take(_ name: String, memory: Bool = false) -> String {
        "<name>\(name)</name><description>of \(name)</description><memory>\(memory)</memory><quiesce>false</quiesce>"
    }

    private func path(_ esxi: ESXiFixture) async throws -> String? { try await esxi.vm()?.first("disk")?["path"] }

    @Test func snapshotsKeepAndRestore() async throws {
        let esxi = try ESXiFixture()
        let info = try await esxi.run("CreateSnapshot_Task", take("one"))
        #expect(info.first("result")?.text == "1-snapshot-1" && info.first("result")?["type"] == "VirtualMachineSnapshot")
        #expect(try await path(esxi) == "web/web-000001.vmdk")
        try await esxi.run("ReconfigVM_Task", "<spec><numCPUs>4</numCPUs></spec>")
        try await esxi.run("CreateSnapshot_Task", take("two"))
        try await esxi.run("RevertToSnapshot_Task", on: "1-snapshot-1", type: "VirtualMachineSnapshot")
        let vm = try #require(try await esxi.vm(of: try esxi.restarted()))
        #expect(vm.first("vmx")?.all("entry").first { $0["key"] == "numvcpus" }?.text == "2")
        #expect(vm.first("snapshots")?["current"] == "1-snapshot-1")
        #expect(vm.first("snapshots")?.first("snapshot")?.first("snapshot")?["name"] == "two")
        #expect(vm.first("snapshots")?.first("snapshot")?["description"] == "of one")
        // The delta on which the machine ran after "two" is gone; that of "two" itself is not.
        #expect(esxi.exists("web/web-000001.vmdk") && !esxi.exists("web/web-000002.vmdk"))
        #expect(try await path(esxi) == "web/web-000003.vmdk")
        try await esxi.run("RevertToSnapshot_Task", on: "1-snapshot-2", type: "VirtualMachineSnapshot")
        #expect(try await esxi.entry("numvcpus") == "4")
    }

    @Test func removingOneInTheMiddleMergesItsDisk() async throws {
        let esxi = try ESXiFixture()
        for name in ["one", "two", "three"] { try await esxi.run("CreateSnapshot_Task", take(name)) }
        try await esxi.run("RemoveSnapshot_Task", "<removeChildren>false</removeChildren>", on: "1-snapshot-2", type: "VirtualMachineSnapshot")
        let root = try #require(try await esxi.vm()?.first("snapshots")?.first("snapshot"))
        #expect(root["name"] == "one" && root.first("snapshot")?["name"] == "three")
        #expect(!esxi.exists("web/web-000002.vmdk") && !esxi.exists("web/web-Snapshot2.vmsn"))
        #expect(try await esxi.vm()?.first("disk")?["missing"] == nil)
        #expect(try esxi.text("web/web-000003.vmdk").contains("web-000001.vmdk"))
        try await esxi.run("RemoveAllSnapshots_Task")
        #expect(try await path(esxi) == "web/web.vmdk")
        #expect(try FileManager.default.contentsOfDirectory(atPath: esxi.file("web").path).filter { $0.hasSuffix(".vmdk") } == ["web.vmdk"])
        #expect(try await esxi.vm(of: try esxi.restarted())?.first("snapshots")?.elements.isEmpty == true)
    }

    @Test func subtreesGoTogether() async throws {
        let esxi = try ESXiFixture()
        for name in ["one", "two"] { try await esxi.run("CreateSnapshot_Task", take(name)) }
        try await esxi.run("RevertToSnapshot_Task", on: "1-snapshot-1", type: "VirtualMachineSnapshot")
        try await esxi.run("CreateSnapshot_Task", take("branch"))
        try await esxi.run("RemoveSnapshot_Task", "<removeChildren>true</removeChildren>", on: "1-snapshot-1", type: "VirtualMachineSnapshot")
        let vm = try #require(try await esxi.vm())
        #expect(vm.first("snapshots")?.elements.isEmpty == true && vm.first("snapshots")?["current"] == nil)
        #expect(vm.first("disk")?["path"] == "web/web.vmdk")
    }

    @Test func memorySnapshotsRunAgain() async throws {
        let esxi = try ESXiFixture()
        try await esxi.run("PowerOnVM_Task")
        try await esxi.run("CreateSnapshot_Task", take("live", memory: true))
        try await esxi.run("CreateSnapshot_Task", take("disks"))
        try await esxi.run("PowerOffVM_Task")
        try await esxi.run("RevertToSnapshot_Task", on: "1-snapshot-1", type: "VirtualMachineSnapshot")
        #expect(try await esxi.state() == "poweredOn")
        try await esxi.run("RevertToSnapshot_Task", on: "1-snapshot-2", type: "VirtualMachineSnapshot")
        #expect(try await esxi.state() == "poweredOff")
        try await esxi.run("RevertToSnapshot_Task", "<suppressPowerOn>true</suppressPowerOn>", on: "1-snapshot-1", type: "VirtualMachineSnapshot")
        #expect(try await esxi.state() == "poweredOff")
    }

    @Test func snapshotsForbidGrowing() async throws {
        let esxi = try ESXiFixture()
        try await esxi.run("CreateSnapshot_Task", take("one"))
        let grow = "<spec><deviceChange><operation>edit</operation><device xsi:type=\"VirtualDisk\"><key>2000</key><capacityInKB>99999999</capacityInKB></device></deviceChange></spec>"
        #expect(try await esxi.fault("ReconfigVM_Task", grow).vimType == "InvalidDeviceSpec")
        let gone = try await esxi.fault("RevertToSnapshot_Task", on: "1-snapshot-9", type: "VirtualMachineSnapshot")
        #expect(gone.vimType == "ManagedObjectNotFound" && gone.first("obj")?.text == "1-snapshot-9")
        try await esxi.run("Destroy_Task")
        #expect(!esxi.exists("web"))
    }
}
