import Foundation
import Hosts
import KVM
import Simulator
import Testing
import XML

/// Generic commands, carried out by a simulated libvirt host through its mapping.
@Suite struct KVMMappingTests {
    @Test func everyObjectHasAValidGenericForm() async throws {
        let seed = HostSeed.fleetHost(name: "kvm-02", macPrefix: "52:54:00", vms: 12)
        let kvm = try KVMFixture(machines: seed.machines, memoryMiB: 65_536)
        let objects = try await KVMMapping(host: kvm.host).inventory()
        #expect(Set(objects.map(\.generic.name)) == ["host", "datastore", "network", "volume", "vm"])
        for (seed, machine) in zip(
            seed.machines.sorted { $0.name < $1.name }, objects.map(\.generic).filter { $0.name == "vm" })
        {
            #expect(machine.first("powerState")?.text == seed.state.rawValue)
            #expect(machine.first("guest")?["os"] == seed.guestOS)
            #expect(machine.first("cpu")?["count"] == String(seed.cpus))
            #expect(machine.first("cpu")?["coresPerSocket"] == String(seed.coresPerSocket))
            #expect(machine.first("memory")?["mib"] == String(seed.memoryMiB))
            #expect(machine.first("firmware")?["type"] == (seed.efi ? "efi" : "bios"))
            #expect(machine.first("firmware")?["secureBoot"] == String(seed.secureBoot))
            #expect(machine.first("notes")?.text ?? "" == seed.notes)
            #expect(
                machine.first("disks")?.all("disk").map { $0["capacity"] ?? "" }
                    == seed.disks.map { String($0.capacity) })
            #expect(machine.first("disks")?.all("disk").map { $0["thin"] ?? "" } == seed.disks.map { String($0.thin) })
            #expect(machine.first("nics")?.all("nic").map { $0["mac"] ?? "" } == seed.nics.map(\.mac))
        }
        await kvm.remove()
    }

    @Test func aMachineIsMadeChangedAndDestroyed() async throws {
        let kvm = try KVMFixture()
        let mapping = KVMMapping(host: kvm.host)
        let before = try await mapping.inventory().count
        let host = try #require(try await mapping.inventory().first?.generic["id"])
        let made = try await mapping.perform(
            "vm.create", on: host,
            """
            <g:name>new</g:name><g:notes>a &lt;note&gt;</g:notes><g:cpu count="2" coresPerSocket="2"/><g:memory mib="512"/>
            <g:firmware type="efi" secureBoot="true"/><g:guest os="win2k22"/>
            <g:controller op="add" id="scsi0" type="scsi" bus="0" model="pvscsi"/>
            <g:disk op="add" controller="scsi0" unit="0" capacity="1073741824" path="new/new.vmdk"/>
            <g:disk op="add" capacity="1073741824" thin="false"/><g:cdrom op="add" connected="false"/>
            <g:nic op="add" model="vmxnet3" mac="00:50:56:00:00:01"/><g:nic op="add"/>
            <g:metadata><g:entry owner="vsphere" key="guestinfo.role">db</g:entry></g:metadata>
            """)
        let id = try #require(made.first("object")?["id"])
        var machine = try #require(try await mapping.vm("new"))
        #expect(machine["id"] == id)
        #expect(machine.first("notes")?.text == "a <note>")
        #expect(machine.first("controllers")?.first("controller")?["model"] == "pvscsi")
        #expect(machine.first("disks")?.all("disk").map { $0["id"] } == ["scsi0:0", "virtio0:0"])
        #expect(machine.first("disks")?.first("disk")?["path"] == "new.qcow2")
        #expect(machine.first("nics")?.all("nic").map { $0["model"] } == ["vmxnet3", "virtio"])
        #expect(
            machine.first("metadata")?.all("entry").contains { $0["key"] == "guestinfo.role" && $0.text == "db" }
                == true)

        let changed = try await mapping.perform(
            "vm.reconfigure", on: id,
            """
            <g:name>newer</g:name><g:cpu count="6" coresPerSocket="3" hotAdd="true"/><g:memory mib="1024" hotAdd="true"/>
            <g:firmware type="bios"/><g:disk op="edit" id="scsi0:0" capacity="2147483648"/>
            <g:disk op="remove" id="virtio0:0" deleteVolume="true"/><g:disk op="add" capacity="1073741824"/>
            <g:nic op="edit" id="nic0" mac="00:50:56:00:00:02" connected="false"/><g:nic op="remove" id="nic1"/>
            """)
        #expect(changed.name == "result")
        machine = try #require(try await mapping.vm("newer"))
        #expect(machine.first("cpu")?["count"] == "6" && machine.first("cpu")?["hotAdd"] == "true")
        #expect(machine.first("memory")?["mib"] == "1024" && machine.first("memory")?["hotAdd"] == "true")
        #expect(machine.first("firmware")?["type"] == "bios")
        #expect(machine.first("disks")?.all("disk").map { $0["capacity"] } == ["2147483648", "1073741824"])
        #expect(machine.first("nics")?.all("nic").map { $0["mac"] } == ["00:50:56:00:00:02"])
        #expect(machine.first("nics")?.first("nic")?["connected"] == "false")

        #expect(try await mapping.perform("vm.powerOn", on: id, direct: true).name == "result")
        let grown = try await mapping.perform("vm.reconfigure", on: id, "<g:cpu count='12'/><g:memory mib='2048'/>")
        #expect(grown.name == "result")
        #expect(try await mapping.vm("newer")?.first("cpu")?["count"] == "12")
        let refused = try await mapping.perform("vm.destroy", on: id)
        #expect(refused["code"] == "invalidPowerState")
        #expect(try await mapping.perform("vm.powerOff", on: id).name == "result")
        #expect(try await mapping.perform("vm.destroy", on: id).name == "result")
        #expect(try await mapping.inventory().count == before)
        await kvm.remove()
    }

    @Test func aFailedChangeIsUndone() async throws {
        let kvm = try KVMFixture()
        let mapping = KVMMapping(host: kvm.host)
        let before = try #require(try await mapping.vm("web"))
        let id = try #require(before["id"])
        let fault = try await mapping.perform(
            "vm.reconfigure", on: id,
            """
            <g:name>other</g:name><g:notes>n</g:notes><g:cpu count="4" coresPerSocket="2"/><g:memory mib="4096"/>
            <g:disk op="add" capacity="1048576"/><g:disk op="add" capacity="9007199254740992" thin="false" path="huge.qcow2"/>
            """)
        #expect(fault["code"] == "insufficientResources")
        #expect(try await mapping.vm("web") == before)
        #expect(try await mapping.inventory().filter { $0.generic.name == "volume" }.count == 2)
        await kvm.remove()
    }

    @Test func powerFollowsTheGenericStates() async throws {
        let kvm = try KVMFixture()
        let mapping = KVMMapping(host: kvm.host)
        let id = try #require(try await mapping.vm("web")?["id"])
        for (command, direct, state) in [
            ("vm.powerOn", true, "running"), ("vm.pause", true, "paused"), ("vm.unpause", false, "running"),
            ("vm.suspend", true, "suspended"), ("vm.resume", false, "running"), ("vm.pause", true, "paused"),
            ("vm.suspend", true, "suspended"), ("vm.powerOn", true, "running"), ("vm.reset", true, "running"),
            ("vm.suspend", true, "suspended"), ("vm.powerOff", false, "off"),
        ] {
            #expect(try await mapping.perform(command, on: id, direct: direct).name == "result")
            #expect(try await mapping.vm("web")?.first("powerState")?.text == state)
        }
        let fault = try await mapping.perform("vm.pause", on: id, direct: true)
        #expect(fault["code"] == "invalidPowerState")
        #expect(fault.all("detail").first { $0["name"] == "actual" }?.text == "off")
        #expect(try await mapping.perform("vm.resume", on: id)["code"] == "invalidPowerState")
        await kvm.remove()
    }

    @Test func notesAndGuestAreSetWithoutLooking() async throws {
        let kvm = try KVMFixture()
        let mapping = KVMMapping(host: kvm.host)
        let id = try #require(try await mapping.vm("web")?["id"])
        try await kvm.call("domainCreate", flags: nil)
        let body = "<g:notes>two\nlines &amp; more</g:notes><g:guest os='rocky9.3'/>"
        #expect(try await mapping.perform("vm.reconfigure", on: id, direct: true, body).name == "result")
        for _ in 0..<2 {
            let machine = try await mapping.vm("web")
            #expect(machine?.first("notes")?.text == "two\nlines & more")
            #expect(machine?.first("guest")?["os"] == "rocky9.3")
            try await kvm.call("domainDestroy", flags: nil)
        }
        await kvm.remove()
    }

    @Test func snapshotsAreMadeAndRemoved() async throws {
        let kvm = try KVMFixture()
        let mapping = KVMMapping(host: kvm.host)
        let id = try #require(try await mapping.vm("web")?["id"])
        try await kvm.call("domainCreate", flags: nil)
        var made: [String] = []
        for (name, memory) in [("one", true), ("two", false)] {
            let result = try await mapping.perform(
                "snapshot.create", on: id, direct: memory, attributes: "memory='\(memory)' quiesce='false'",
                "<g:name>\(name)</g:name><g:description>d</g:description>")
            made.append(try #require(result.first("object")?["id"]))
        }
        let tree = try #require(try await mapping.vm("web")?.first("snapshots"))
        #expect(tree.first("snapshot")?["id"] == made[0] && tree.first("snapshot")?["powerState"] == "running")
        #expect(tree.first("snapshot")?.first("snapshot")?["id"] == made[1] && tree["current"] == made[1])
        #expect(
            try await mapping.perform("snapshot.revert", on: id, direct: true, attributes: "snapshot='\(made[1])'").name
                == "result")
        #expect(try await mapping.vm("web")?.first("powerState")?.text == "off")
        #expect(
            try await mapping.perform("snapshot.revert", on: id, direct: true, attributes: "snapshot='\(made[0])'").name
                == "result")
        #expect(try await mapping.vm("web")?.first("powerState")?.text == "running")
        #expect(try await mapping.perform("snapshot.removeAll", on: id).name == "result")
        #expect(try await mapping.vm("web")?.first("snapshots")?.elements.isEmpty == true)
        await kvm.remove()
    }
}
