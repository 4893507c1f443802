import Foundation
import Hosts
import Testing
import XML

@testable import Xen

/// Generic commands, carried out by a simulated XenServer through its mapping.
@Suite struct XenMappingTests {
    @Test func everyObjectHasAValidGenericForm() async throws {
        let fixture = try XenFixture()
        let mapping = XenMapping(host: fixture.host)
        let objects = try await mapping.inventory()
        #expect(Set(objects.map(\.generic.rootName)) == ["host", "datastore", "network", "volume", "vm"])
        let suspended = try #require(try await mapping.vm(named: "suspended")).root
        #expect(suspended.first("powerState")?.text == "suspended")
        #expect(suspended.first("notes")?.text == "a <note> & 'more'\nof it 100%")
        #expect(suspended.first("guest")?["os"] == "freebsd14.0")
        let snapshots = try #require(suspended.first("snapshots"))
        #expect(snapshots.first("snapshot")?.first("snapshot")?["id"] == snapshots["current"])
        await fixture.remove()
    }

    @Test func aMachineIsMadeChangedAndDestroyedWithAllThatItHad() async throws {
        let fixture = try XenFixture()
        let mapping = XenMapping(host: fixture.host)
        let before = try await fixture.call("VDI.get_all")
        let host = try #require(try await mapping.inventory().first).generic.root["id"] ?? ""
        let result = try await mapping.perform(
            "vm.create", on: host,
            """
            <g:name>new</g:name><g:notes>a note</g:notes><g:cpu count="2" coresPerSocket="2"/><g:memory mib="512"/>
            <g:firmware type="efi"/><g:guest os="win2k22"/><g:disk op="add" controller="scsi0" unit="0" capacity="1073741824"/>
            <g:cdrom op="add" path="guest-tools.iso" connected="true"/><g:nic op="add" model="vmxnet3"/>
            <g:metadata><g:entry owner="vsphere" key="guestinfo.role">db</g:entry></g:metadata>
            """)
        let id = try #require(result.root.first("object")?["id"])
        var machine = try #require(try await mapping.vm(named: "new")).root
        #expect(machine["id"] == id)
        #expect(machine.first("guest")?["os"] == "win2k22")
        #expect(machine.first("cdroms")?.first("cdrom")?["path"] == "guest-tools.iso")
        #expect(machine.first("disks")?.first("disk")?["id"] == "xen0:0")
        #expect(
            machine.first("metadata")?.all("entry").contains { $0["key"] == "guestinfo.role" && $0.text == "db" }
                == true)

        let changed = try await mapping.perform(
            "vm.reconfigure", on: id,
            """
            <g:name>newer</g:name><g:cpu count="6" coresPerSocket="3"/><g:memory mib="1024"/>
            <g:disk op="edit" id="xen0:0" capacity="2147483648"/><g:disk op="add" capacity="1073741824" thin="false"/>
            <g:cdrom op="edit" id="xen0:3" path="" connected="false"/><g:nic op="edit" id="nic0" mac="00:16:3e:11:22:33"/>
            <g:nic op="add" connected="false"/>
            """)
        #expect(changed.rootName == "result")
        machine = try #require(try await mapping.vm(named: "newer")).root
        #expect(machine.first("cpu")?["count"] == "6" && machine.first("cpu")?["coresPerSocket"] == "3")
        #expect(machine.first("memory")?["mib"] == "1024")
        #expect(machine.first("disks")?.all("disk").map { $0["capacity"] } == ["2147483648", "1073741824"])
        #expect(machine.first("disks")?.all("disk").map { $0["thin"] } == ["true", "false"])
        #expect(machine.first("cdroms")?.first("cdrom")?["path"] == nil)
        #expect(machine.first("nics")?.all("nic").map { $0["connected"] } == ["true", "false"])
        #expect(machine.first("nics")?.first("nic")?["mac"] == "00:16:3e:11:22:33")

        #expect(try await mapping.perform("vm.powerOn", on: id).rootName == "result")
        let taken = try await mapping.perform(
            "snapshot.create", on: id, attributes: "memory=\"true\" quiesce=\"false\"",
            "<g:name>s</g:name><g:description>d</g:description>")
        let snapshot = try #require(taken.root.first("object")?["id"])
        machine = try #require(try await mapping.vm(named: "newer")).root
        #expect(machine.first("snapshots")?["current"] == snapshot)
        #expect(machine.first("snapshots")?.first("snapshot")?.first("description")?.text == "d")
        let refused = try await mapping.perform("vm.destroy", on: id)
        #expect(refused.root["code"] == "invalidPowerState")
        #expect(refused.root.all("detail").map(\.text) == ["off suspended", "running"])
        #expect(try await mapping.perform("vm.powerOff", on: id).rootName == "result")
        #expect(try await mapping.perform("vm.destroy", on: id).rootName == "result")
        #expect(try await fixture.call("VDI.get_all") == before)
        await fixture.remove()
    }

    @Test func whatFailsHalfWayIsUndone() async throws {
        let fixture = try XenFixture()
        let mapping = XenMapping(host: fixture.host)
        let before = try await mapping.inventory().map { $0.native.document.text() }
        let host = try #require(try await mapping.inventory().first).generic.root["id"] ?? ""
        let fault = try await mapping.perform(
            "vm.create", on: host,
            """
            <g:name>big</g:name><g:cpu count="1"/><g:memory mib="512"/><g:disk op="add" capacity="1073741824"/>
            <g:disk op="add" capacity="1125899906842624"/>
            """)
        #expect(fault.root["code"] == "insufficientResources")
        #expect(fault.root.first("detail")?.text == "storage")
        let halted = try #require(try await mapping.vm(named: "halted")).root["id"] ?? ""
        let missing = try await mapping.perform(
            "vm.reconfigure", on: halted,
            "<g:cpu count=\"8\"/><g:memory mib=\"4096\"/><g:cdrom op=\"edit\" id=\"xen0:3\" path=\"none.iso\"/>")
        #expect(missing.root["code"] == "fileNotFound")
        let after = try await mapping.inventory().map { $0.native.document.text() }
        #expect(after.count == before.count)
        for (old, new) in zip(before, after) { #expect(old == new) }
        await fixture.remove()
    }

    @Test func powerOnKnowsWhatToCall() async throws {
        let fixture = try XenFixture()
        let mapping = XenMapping(host: fixture.host)
        for name in ["halted", "suspended"] {
            let id = try #require(try await mapping.vm(named: name)).root["id"] ?? ""
            #expect(try await mapping.perform("vm.powerOn", on: id).rootName == "result")
            #expect(try await mapping.vm(named: name)?.root.first("powerState")?.text == "running")
        }
        let id = try #require(try await mapping.vm(named: "running")).root["id"] ?? ""
        let fault = try await mapping.perform("vm.powerOn", on: id)
        #expect(fault.root.all("detail").map(\.text) == ["off", "running"])
        let hot = try await mapping.perform("vm.reconfigure", on: id, "<g:cpu count=\"8\"/>")
        #expect(hot.root["code"] == "hotPlugNotSupported")
        let disk = try await mapping.perform("vm.reconfigure", on: id, "<g:disk op=\"add\" capacity=\"1073741824\"/>")
        #expect(disk.rootName == "result")
        let removed = try await mapping.perform(
            "vm.reconfigure", on: id, "<g:disk op=\"remove\" id=\"xen0:1\" deleteVolume=\"true\"/>")
        #expect(removed.rootName == "result")
        await fixture.remove()
    }
}
