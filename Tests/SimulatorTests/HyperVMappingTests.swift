import Foundation
import Hosts
import HyperV
import Testing
import XML

/// Generic commands, carried out by a simulated Hyper-V host through its mapping.
@Suite struct HyperVMappingTests {
    private func detail(_ fault: Element, _ name: String) -> String? {
        fault.all("detail").first { $0["name"] == name }?.text
    }

    @Test func everyObjectHasAValidGenericForm() async throws {
        let bench = try HyperVBench(vms: 9)
        let mapping = HyperVMapping(host: bench.host)
        let objects = try await mapping.inventory()
        #expect(Set(objects.map(\.generic.rootName)) == ["host", "datastore", "network", "vm"])
        #expect(objects.first?.generic.rootName == "host")
        let vms = objects.map(\.generic.root).filter { $0.name == "vm" }
        #expect(vms.count == 9)
        #expect(Set(vms.compactMap { $0.first("powerState")?.text }) == ["running", "off", "suspended"])
        #expect(
            vms.allSatisfy {
                $0.first("disks")?.elements.allSatisfy { Int($0["capacity"] ?? "") ?? 0 > 1 << 30 } == true
            })
        let tree = try #require(vms.compactMap { $0.first("snapshots") }.first { $0["current"] != nil })
        #expect(tree.first("snapshot")?.first("snapshot")?["id"] == tree["current"])
    }

    @Test func powerGoesBothWays() async throws {
        let bench = try HyperVBench()
        let mapping = HyperVMapping(host: bench.host)
        let id = try #require(try await mapping.vms("off").first?["id"])
        for (command, state) in [
            ("vm.powerOn", "running"), ("vm.pause", "paused"), ("vm.unpause", "running"), ("vm.suspend", "suspended"),
            ("vm.resume", "running"), ("vm.reset", "running"), ("vm.powerOff", "off"),
        ] {
            #expect(try await mapping.perform(command, on: id).name == "result", "\(command)")
            #expect(try await mapping.vm(id)?.first("powerState")?.text == state, "\(command)")
        }
        for command in ["vm.powerOff", "vm.resume", "vm.unpause", "vm.suspend", "vm.shutdownGuest"] {
            let fault = try await mapping.perform(command, on: id)
            #expect(fault["code"] == "invalidPowerState", "\(command)")
            #expect(detail(fault, "actual") == "off")
        }
        _ = try await mapping.perform("vm.powerOn", on: id)
        #expect(try await mapping.perform("vm.rebootGuest", on: id)["code"] == "toolsUnavailable")
    }

    @Test(arguments: ["bios", "efi"])
    func aMachineIsMadeChangedAndDestroyed(firmware: String) async throws {
        let bench = try HyperVBench(vms: 1)
        let mapping = HyperVMapping(host: bench.host)
        let objects = try await mapping.inventory().map(\.generic.root)
        let host = try #require(objects.first?["id"])
        let network = try #require(objects.first { $0.name == "network" }?["id"])
        let datastore = try #require(objects.last { $0.name == "datastore" }?["id"])
        let result = try await mapping.perform(
            "vm.create", on: host, attributes: #"datastore="\#(datastore)""#,
            """
            <g:name>new</g:name><g:notes>a &lt;note&gt;</g:notes><g:cpu count="2" coresPerSocket="1"/><g:memory mib="512" hotAdd="false"/>
            <g:firmware type="\(firmware)"/><g:guest os="win2k22"/><g:controller op="add" id="scsi0" type="scsi"/>
            <g:disk op="add" controller="scsi0" unit="0" path="new/new.vmdk" capacity="1073741824"/>
            <g:disk op="add" controller="scsi0" unit="1" capacity="2147483648" thin="false"/>
            <g:cdrom op="add"/><g:nic op="add" model="vmxnet3" mac="00:50:56:01:02:03" network="\(network)"/>
            <g:metadata><g:entry owner="vsphere" key="guestinfo.role">db</g:entry></g:metadata>
            """)
        let id = try #require(result.first("object")?["id"])
        var vm = try #require(try await mapping.vm(id))
        #expect(vm.first("name")?.text == "new" && vm.first("notes")?.text == "a <note>")
        #expect(vm.first("cpu")?["count"] == "2" && vm.first("cpu")?["coresPerSocket"] == "1")
        #expect(vm.first("memory")?["mib"] == "512" && vm.first("firmware")?["type"] == firmware)
        #expect(vm.first("guest")?["os"] == "win2k22" && vm.first("file")?["datastore"] == datastore)
        let disks = vm.first("disks")?.elements ?? []
        #expect(disks.map { $0["id"] } == (firmware == "efi" ? ["scsi0:0", "scsi0:1"] : ["ide0:0", "scsi0:1"]))
        #expect(disks.first?["path"] == "new/new.vhdx" && disks.map { $0["thin"] } == ["true", "false"])
        #expect(vm.first("cdroms")?.elements.map { $0["id"] } == (firmware == "efi" ? ["scsi0:2"] : ["ide1:0"]))
        #expect(vm.first("nics")?.first("nic")?["mac"] == "00:50:56:01:02:03")
        #expect(vm.first("nics")?.first("nic")?["network"] == network)
        #expect(vm.first("metadata")?.first("entry")?.text == "db")

        let changed = try await mapping.perform(
            "vm.reconfigure", on: id,
            """
            <g:name>newer</g:name><g:cpu count="4" coresPerSocket="2"/><g:memory mib="1024"/><g:guest os="debian12"/>
            <g:disk op="add" capacity="1073741824"/><g:disk op="edit" id="\(disks[0]["id"] ?? "")" capacity="4294967296"/>
            <g:disk op="remove" id="\(disks[1]["id"] ?? "")" deleteVolume="true"/>
            <g:nic op="edit" id="nic0" connected="false"/><g:nic op="add"/>
            <g:metadata><g:entry op="remove" owner="vsphere" key="guestinfo.role"/><g:entry owner="kvm" key="k">v</g:entry></g:metadata>
            """)
        #expect(changed.name == "result", "\(changed)")
        vm = try #require(try await mapping.vm(id))
        #expect(vm.first("name")?.text == "newer" && vm.first("guest")?["os"] == "debian12")
        #expect(vm.first("cpu")?["count"] == "4" && vm.first("cpu")?["coresPerSocket"] == "2")
        #expect(Set(vm.first("disks")?.elements.compactMap { $0["capacity"] } ?? []) == ["4294967296", "1073741824"])
        #expect(vm.first("nics")?.elements.map { $0["connected"] } == ["false", "false"])
        #expect(vm.first("metadata")?.elements.map { $0["owner"] } == ["kvm"])

        #expect(try await mapping.perform("vm.powerOn", on: id).name == "result")
        let hot = try await mapping.perform("vm.reconfigure", on: id, #"<g:cpu count="8"/>"#)
        #expect(hot["code"] == "hotPlugNotSupported" && detail(hot, "device") == "cpu")
        #expect(try await mapping.perform("vm.reconfigure", on: id, #"<g:memory mib="2048"/>"#).name == "result")
        #expect(try await mapping.perform("vm.reconfigure", on: id, #"<g:notes>other</g:notes>"#).name == "result")
        #expect(try await mapping.perform("vm.destroy", on: id)["code"] == "invalidPowerState")
        _ = try await mapping.perform("vm.powerOff", on: id)
        #expect(try await mapping.perform("vm.destroy", on: id).name == "result")
        #expect(try await mapping.vm(id) == nil)
        #expect(!FileManager.default.fileExists(atPath: bench.file("Volumes/E/new/new.vhdx").path))
    }

    @Test func whatFailsIsUndone() async throws {
        let bench = try HyperVBench(vms: 1)
        let mapping = HyperVMapping(host: bench.host)
        let host = try #require(try await mapping.inventory().first?.generic.root["id"])
        let fault = try await mapping.perform(
            "vm.create", on: host,
            """
            <g:name>half</g:name><g:cpu count="1"/><g:memory mib="512"/>
            <g:disk op="add" capacity="1073741824"/><g:disk op="add" path="no/such.vhdx"/>
            """)
        #expect(fault["code"] == "fileNotFound")
        #expect(try await mapping.inventory().filter { $0.generic.rootName == "vm" }.count == 1)
        #expect(!FileManager.default.fileExists(atPath: bench.file("Virtual Hard Disks/half.vhdx").path))
        let id = try #require(try await mapping.inventory().last?.generic.root["id"])
        let before = try await mapping.vm(id)
        _ = try await mapping.perform("vm.powerOff", on: id)
        let refused = try await mapping.perform(
            "vm.reconfigure", on: id,
            #"<g:name>other</g:name><g:memory mib="4096"/><g:disk op="add" path="no/such.vhdx"/>"#)
        #expect(refused["code"] == "fileNotFound")
        let after = try await mapping.vm(id)
        #expect(after?.first("name") == before?.first("name") && after?.first("memory") == before?.first("memory"))
        #expect(after?.first("disks") == before?.first("disks"))
    }

    @Test func snapshotsAreTakenAppliedAndRemoved() async throws {
        let bench = try HyperVBench()
        let mapping = HyperVMapping(host: bench.host)
        let machine = try #require(
            try await mapping.vms("running").first { $0.first("snapshots")?.elements.isEmpty == true })
        let id = try #require(machine["id"])
        let taken = try await mapping.perform(
            "snapshot.create", on: id, attributes: #"memory="true" quiesce="false""#,
            "<g:name>first</g:name><g:description>why</g:description>")
        let snapshot = try #require(taken.first("object")?["id"])
        var list = try await mapping.vm(id)?.first("snapshots")
        #expect(list?["current"] == snapshot && list?.first("snapshot")?["name"] == "first")
        #expect(list?.first("snapshot")?["powerState"] == "running")
        #expect(list?.first("snapshot")?.first("description")?.text == "why")
        _ = try await mapping.perform("vm.rename", on: id, "<g:name>renamed</g:name>")
        _ = try await mapping.perform("vm.reconfigure", on: id, #"<g:memory mib="3072"/>"#)
        _ = try await mapping.perform(
            "snapshot.create", on: id, attributes: #"memory="false" quiesce="false""#, "<g:name>second</g:name>")
        #expect(
            try await mapping.perform("snapshot.revert", on: id, attributes: #"snapshot="\#(snapshot)""#).name
                == "result")
        let reverted = try await mapping.vm(id)
        #expect(reverted?.first("powerState")?.text == "running")
        #expect(reverted?.first("memory")?["mib"] == machine.first("memory")?["mib"])
        #expect(reverted?.first("snapshots")?["current"] == snapshot)
        #expect(
            try await mapping.perform(
                "snapshot.remove", on: id, attributes: #"snapshot="\#(snapshot)" children="false""#
            ).name == "result")
        list = try await mapping.vm(id)?.first("snapshots")
        #expect(list?.elements.map { $0["name"] } == ["second"])
        #expect(try await mapping.perform("snapshot.removeAll", on: id).name == "result")
        #expect(try await mapping.vm(id)?.first("snapshots")?.elements.isEmpty == true)
        #expect(try await mapping.perform("vm.powerOff", on: id).name == "result")
        #expect(try await mapping.perform("vm.powerOn", on: id).name == "result")
    }
}
