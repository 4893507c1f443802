import Hosts
import Simulator
import Testing
import XML

@testable import Xen

/// Every kind of command over the wire, to a server that holds them to the types of their arguments.
@Suite struct LiveMappingTests {
    private func with(json: Bool, _ body: (LiveMapping, LiveFixture) async throws -> Void) async throws {
        try await LiveFixture.with(speaksJSON: json) { f async throws in
            let seed = HostSeed.fleetHost(name: "xen1", macPrefix: "00:16:3e", vms: 6)
            for (type, rows) in await f.server.records { for ref in rows.keys { await f.server.remove(type, ref) } }
            let simulated = XenServer(XenDatabase(seed: seed))
            await f.server.put("pool", "OpaqueRef:pool", ["master": .string(simulated.hostRef)])
            await f.server.serve(simulated)
            let mapping = LiveMapping(driver: f.driver)
            try await LiveFixture.until {
                _ = try await f.driver.read(LiveFixture.vm)
                return try await f.driver.inventory().count { $0.reference.type == "VM" } == 6
            }
            try await body(mapping, f)
        }
    }

    @Test(arguments: [true, false]) func aMachineIsMadeChangedAndDestroyedWithAllThatItHad(_ json: Bool) async throws {
        try await with(json: json) { mapping, f in
            let host = try #require(try await mapping.inventory().first?.generic["id"])
            let made = try await mapping.perform(
                "vm.create", on: host,
                """
                <g:name>new</g:name><g:notes>a &amp; b</g:notes><g:cpu count="2" coresPerSocket="2"/><g:memory mib="512"/>
                <g:firmware type="efi"/><g:guest os="debian12"/>
                <g:disk op="add" capacity="1073741824"/><g:cdrom op="add"/><g:nic op="add" mac="00:16:3e:00:00:77"/>
                """)
            #expect(made.name == "result")
            let target = try #require(made.first("object")?["id"])
            var vm = try #require(try await mapping.vm(named: "new"))
            #expect(vm["id"] == target && vm.first("cpu")?["count"] == "2" && vm.first("memory")?["mib"] == "512")
            #expect(vm.first("firmware")?["type"] == "efi" && vm.first("guest")?["os"] == "debian12")
            #expect(vm.first("disks")?.all("disk").count == 1 && vm.first("cdroms")?.all("cdrom").count == 1)
            // The network is one that the host has.
            let network = vm.first("nics")?.first("nic")?["network"]
            #expect(
                try await mapping.inventory().contains { $0.generic.name == "network" && $0.generic["id"] == network })

            let disk = try #require(vm.first("disks")?.first("disk")?["id"])
            let changed = try await mapping.perform(
                "vm.reconfigure", on: target,
                """
                <g:notes>other</g:notes><g:cpu count="4"/><g:memory mib="1024"/>
                <g:metadata><g:entry owner="vsphere" key="k">v</g:entry></g:metadata>
                <g:disk op="edit" id="\(disk)" capacity="2147483648"/><g:disk op="add" capacity="1073741824" thin="false"/>
                <g:nic op="add"/>
                """)
            #expect(changed.name == "result", "\(changed.text)")
            vm = try #require(try await mapping.vm(named: "new"))
            #expect(
                vm.first("notes")?.text == "other" && vm.first("cpu")?["count"] == "4"
                    && vm.first("memory")?["mib"] == "1024")
            #expect(vm.first("disks")?.all("disk").map { $0["capacity"] } == ["2147483648", "1073741824"])
            #expect(
                vm.first("nics")?.all("nic").count == 2
                    && vm.first("metadata")?.all("entry").contains { $0.text == "v" } == true)

            #expect(try await mapping.perform("vm.powerOn", on: target).name == "result")
            #expect(try await mapping.vm(named: "new")?.first("powerState")?.text == "running")
            let again = try await mapping.perform("vm.reconfigure", on: target, "<g:cpu count='8'/>")
            #expect(again.name == "fault" && again["code"] == "hotPlugNotSupported")
            let snapshot = try await mapping.perform(
                "snapshot.create", on: target, attributes: "memory='true' quiesce='false'",
                "<g:name>one</g:name><g:description>first</g:description>")
            let point = try #require(snapshot.first("object")?["id"])
            #expect(try await mapping.vm(named: "new")?.first("snapshots")?.first("snapshot")?["name"] == "one")
            #expect(try await mapping.perform("vm.suspend", on: target).name == "result")
            #expect(try await mapping.vm(named: "new")?.first("powerState")?.text == "suspended")
            #expect(
                try await mapping.perform("snapshot.revert", on: target, attributes: "snapshot='\(point)'").name
                    == "result")
            #expect(try await mapping.vm(named: "new")?.first("powerState")?.text == "running")
            #expect(try await mapping.perform("snapshot.removeAll", on: target).name == "result")
            #expect(try await mapping.perform("vm.reset", on: target).name == "result")
            #expect(try await mapping.perform("vm.powerOff", on: target).name == "result")
            let off = try await mapping.perform("vm.powerOff", on: target)
            #expect(
                off["code"] == "invalidPowerState" && off.all("detail").first { $0["name"] == "actual" }?.text == "off")

            let volumes = try await mapping.inventory().count { $0.generic.name == "volume" }
            let clone = try await mapping.perform("vm.clone", on: target, "<g:name>copy</g:name>")
            #expect(clone.name == "result", "\(clone.text)")
            #expect(try await mapping.inventory().count { $0.generic.name == "volume" } == volumes + 2)
            for id in [target, try #require(clone.first("object")?["id"])] {
                #expect(try await mapping.perform("vm.destroy", on: id).name == "result")
            }
            #expect(try await mapping.vm(named: "new") == nil)
            #expect(try await mapping.vm(named: "copy") == nil)
            #expect(try await mapping.inventory().count { $0.generic.name == "volume" } == volumes - 2)
            #expect(await f.server.records["task"]?.isEmpty ?? true)
        }
    }

    @Test func filesOfAStorage() async throws {
        try await with(json: true) { mapping, _ in
            let all = try await mapping.inventory()
            let storage = try #require(all.first { $0.generic.name == "datastore" }?.generic["id"])
            let list = try await mapping.perform("file.list", on: storage, attributes: "path='' pattern='*'")
            #expect((list.first("object")?.all("file").count ?? 0) > 3)
            #expect(
                try await mapping.perform(
                    "volume.create", on: storage, attributes: "path='data' capacity='1073741824' thin='true'"
                ).name == "result")
            #expect(
                try await mapping.perform("volume.info", on: storage, attributes: "path='data'").first("object")?[
                    "type"] == "volume")
            #expect(try await mapping.perform("file.delete", on: storage, attributes: "path='data'").name == "result")
            #expect(
                try await mapping.perform("volume.info", on: storage, attributes: "path='data'")["code"]
                    == "fileNotFound")
        }
    }

    @Test func theHostIsTakenOutOfServiceAndBack() async throws {
        try await with(json: true) { mapping, _ in
            let host = try #require(try await mapping.inventory().first?.generic["id"])
            // Its machines run.
            #expect(try await mapping.perform("host.enterMaintenance", on: host).name == "fault")
            #expect(try await mapping.perform("host.exitMaintenance", on: host).name == "result")
            #expect(try await mapping.inventory().first?.generic.first("maintenance")?.text == "false")
        }
    }
}
