import Foundation
import Hosts
import Testing
import XML

@testable import Simulator
@testable import VSphere

@Suite struct ESXiConfigurationTests {
    private func spec(_ body: String) -> String { "<spec>\(body)</spec>" }

    private func change(_ operation: String, _ type: String, _ body: String, file: String = "") -> String {
        let file = file.isEmpty ? "" : "<fileOperation>\(file)</fileOperation>"
        return "<deviceChange><operation>\(operation)</operation>\(file)<device xsi:type=\"\(type)\">\(body)</device></deviceChange>"
    }

    private func disk(_ key: Int, _ capacity: Int64?, file: String = "[datastore1]", controller: Int = 1000, unit: Int? = nil, thin: Bool = true) -> String {
        "<key>\(key)</key><backing xsi:type=\"VirtualDiskFlatVer2BackingInfo\"><fileName>\(file)</fileName>"
            + "<diskMode>persistent</diskMode><thinProvisioned>\(thin)</thinProvisioned></backing>"
            + "<controllerKey>\(controller)</controllerKey>" + (unit.map { "<unitNumber>\($0)</unitNumber>" } ?? "")
            + (capacity.map { "<capacityInKB>\($0 / 1024)</capacityInKB>" } ?? "")
    }

    @Test func fieldsAreWrittenAndUnknownEntriesStay() async throws {
        let esxi = try ESXiFixture()
        let before = try esxi.text("web/web.vmx") + "answer.msg.x = \"kept\"\n"
        try before.write(to: esxi.file("web/web.vmx"), atomically: true, encoding: .utf8)
        #expect(try await esxi.eventually { try await esxi.entry("answer.msg.x") == "kept" })
        try await esxi.run("ReconfigVM_Task", spec("""
            <name>web &amp; mail</name><guestId>rhel9_64Guest</guestId><annotation>new</annotation><numCPUs>4</numCPUs>\
            <numCoresPerSocket>2</numCoresPerSocket><memoryMB>2048</memoryMB><memoryHotAddEnabled>true</memoryHotAddEnabled>\
            <cpuHotAddEnabled>true</cpuHotAddEnabled><extraConfig><key>guestinfo.role</key><value xsi:type="xsd:string">x</value></extraConfig>\
            <bootOptions><efiSecureBootEnabled>true</efiSecureBootEnabled></bootOptions><firmware>efi</firmware>
            """))
        let second = try esxi.restarted()
        for (key, value) in [
            "displayName": "web & mail", "guestOS": "rhel9-64", "annotation": "new", "numvcpus": "4",
            "cpuid.coresPerSocket": "2", "memsize": "2048", "mem.hotadd": "TRUE", "vcpu.hotadd": "TRUE",
            "guestinfo.role": "x", "uefi.secureBoot.enabled": "TRUE", "firmware": "efi", "answer.msg.x": "kept",
        ] { #expect(try await esxi.entry(key, of: second) == value, "\(key)") }
        try await esxi.run("ReconfigVM_Task", spec("<annotation/>"))
        #expect(try await esxi.entry("annotation") == nil)
    }

    @Test func runningMachinesNeedHotAdd() async throws {
        let esxi = try ESXiFixture()
        try await esxi.run("PowerOnVM_Task")
        #expect(try await esxi.fault("ReconfigVM_Task", spec("<numCPUs>4</numCPUs>")).vimType == "CpuHotPlugNotSupported")
        #expect(try await esxi.fault("ReconfigVM_Task", spec("<memoryMB>2048</memoryMB>")).vimType == "MemoryHotPlugNotSupported")
        #expect(try await esxi.fault("ReconfigVM_Task", spec("<firmware>efi</firmware>")).vimType == "InvalidPowerState")
        try await esxi.run("ReconfigVM_Task", spec("<numCPUs>2</numCPUs><memoryMB>1024</memoryMB><annotation>x</annotation>"))
        try await esxi.run("PowerOffVM_Task")
        try await esxi.run("ReconfigVM_Task", spec("<memoryHotAddEnabled>true</memoryHotAddEnabled><cpuHotAddEnabled>true</cpuHotAddEnabled>"))
        try await esxi.run("PowerOnVM_Task")
        try await esxi.run("ReconfigVM_Task", spec("<numCPUs>4</numCPUs><memoryMB>2048</memoryMB>"))
        #expect(try await esxi.fault("ReconfigVM_Task", spec("<numCPUs>2</numCPUs>")).vimType == "CpuHotPlugNotSupported")
        #expect(try await esxi.fault("ReconfigVM_Task", spec("<memoryMB>16384</memoryMB>")).vimType == "InsufficientMemoryResourcesFault")
    }

    @Test(arguments: [
        ("<numCPUs>0</numCPUs>", "InvalidArgument"), ("<numCPUs>x</numCPUs>", "InvalidArgument"),
        ("<memoryMB>1023</memoryMB>", "InvalidArgument"), ("<name></name>", "InvalidName"),
        ("<guestId>nonsense</guestId>", "InvalidArgument"), ("<numCoresPerSocket>3</numCoresPerSocket>", "InvalidArgument"),
        ("<bootOptions><efiSecureBootEnabled>true</efiSecureBootEnabled></bootOptions>", "InvalidArgument"),
        ("<bootOptions><bootRetryEnabled>true</bootRetryEnabled></bootOptions>", "NotSupported"),
        ("<latencySensitivity/>", "NotSupported"), ("<changeVersion>old</changeVersion>", "ConcurrentAccess"),
        ("<deviceChange><operation>add</operation><device xsi:type=\"VirtualFloppy\"/></deviceChange>", "NotSupported"),
        ("<extraConfig><key>a b</key><value xsi:type=\"xsd:string\">x</value></extraConfig>", "InvalidArgument"),
    ])
    func refusals(_ body: String, _ type: String) async throws {
        let esxi = try ESXiFixture()
        let before = try esxi.text("web/web.vmx")
        #expect(try await esxi.fault("ReconfigVM_Task", spec(body)).vimType == type)
        #expect(try esxi.text("web/web.vmx") == before)
    }

    @Test func changeVersionFollowsTheContent() async throws {
        let esxi = try ESXiFixture()
        let version = try #require(try await esxi.vm()?.first("runtime")?["changeVersion"])
        try await esxi.run("ReconfigVM_Task", spec("<changeVersion>\(version)</changeVersion><annotation>1</annotation>"))
        #expect(try await esxi.fault("ReconfigVM_Task", spec("<changeVersion>\(version)</changeVersion><annotation>2</annotation>")).vimType == "ConcurrentAccess")
    }

    @Test func disksAreAddedGrownAndRemoved() async throws {
        let esxi = try ESXiFixture()
        try await esxi.run("ReconfigVM_Task", spec(change("add", "VirtualDisk", disk(-1, 1 << 30, unit: 1), file: "create")
            + change("add", "VirtualDisk", disk(-2, 1 << 30, thin: false), file: "create")))
        var disks = try #require(try await esxi.vm()).all("disk")
        #expect(disks.map { $0["name"] } == ["scsi0:0", "scsi0:1", "scsi0:2"])
        #expect(disks.map { $0["path"] } == ["web/web.vmdk", "web/web_1.vmdk", "web/web_2.vmdk"])
        #expect(try esxi.text("web/web_1.vmdk").contains("RW 2097152 VMFS"))
        let store = try await esxi.host.inventory()[1].document.root
        #expect(store["freeSpace"] == String(1 << 39 - 1 << 30))

        let grow = change("edit", "VirtualDisk", disk(2001, 2 << 30, file: "[datastore1] web/web_1.vmdk", unit: 1))
        try await esxi.run("ReconfigVM_Task", spec(grow))
        #expect(try esxi.text("web/web_1.vmdk").contains("RW 4194304 VMFS"))
        let shrink = change("edit", "VirtualDisk", disk(2001, 1 << 30, file: "[datastore1] web/web_1.vmdk", unit: 1))
        let fault = try await esxi.fault("ReconfigVM_Task", spec(shrink))
        #expect(fault.vimType == "InvalidDeviceSpec" && fault.first("property")?.text == "deviceChange[0].device.capacityInKB")

        try await esxi.run("ReconfigVM_Task", spec(
            change("remove", "VirtualDisk", "<key>2001</key>", file: "destroy") + change("remove", "VirtualDisk", "<key>2002</key>")))
        #expect(!esxi.exists("web/web_1.vmdk") && esxi.exists("web/web_2.vmdk"))
        disks = try #require(try await esxi.vm(of: try esxi.restarted())).all("disk")
        #expect(disks.map { $0["name"] } == ["scsi0:0"])

        try await esxi.run("ReconfigVM_Task", spec(change("add", "VirtualDisk", disk(-1, nil, file: "[datastore1] web/web_2.vmdk"))))
        #expect(try await esxi.vm()?.all("disk").last?["path"] == "web/web_2.vmdk")
    }

    @Test func impossibleDisksAreRefusedAndLeaveNothing() async throws {
        let esxi = try ESXiFixture()
        for (device, file, type) in [
            (disk(-1, 1 << 30, unit: 0), "create", "InvalidDeviceSpec"), (disk(-1, 1 << 30, unit: 7), "create", "InvalidDeviceSpec"),
            (disk(-1, 1 << 30, controller: 1001), "create", "InvalidController"), (disk(-1, 0), "create", "InvalidDeviceSpec"),
            (disk(-1, 1 << 30, file: "[datastore1] web/web.vmdk"), "create", "FileAlreadyExists"),
            (disk(-1, nil, file: "[datastore1] web/none.vmdk"), "", "FileNotFound"),
            (disk(-1, 1 << 30, file: "[nowhere] a.vmdk"), "create", "InvalidDatastorePath"),
            (disk(-1, 1 << 30, file: "[datastore1] ../a.vmdk"), "create", "InvalidDatastorePath"),
            (disk(-1, 2 << 30, file: "[datastore2] a.vmdk", thin: false), "create", "NoDiskSpace"),
        ] {
            let good = change("add", "VirtualDisk", disk(-9, 1 << 20, file: "[datastore1] web/good.vmdk"), file: "create")
            let fault = try await esxi.fault("ReconfigVM_Task", spec(good + change("add", "VirtualDisk", device, file: file)))
            #expect(fault.vimType == type, "\(device)")
            #expect(!esxi.exists("web/good.vmdk"))
        }
        #expect(try await esxi.fault("ReconfigVM_Task", spec(change("remove", "VirtualDisk", "<key>2009</key>"))).vimType == "DeviceNotFound")
    }

    @Test func networkCardsAndDrives() async throws {
        let esxi = try ESXiFixture()
        try await esxi.run("PowerOnVM_Task")
        func card(_ key: Int, _ network: String, _ rest: String = "") -> String {
            "<key>\(key)</key><backing xsi:type=\"VirtualEthernetCardNetworkBackingInfo\"><deviceName>\(network)</deviceName></backing>\(rest)"
        }
        try await esxi.run("ReconfigVM_Task", spec(change("add", "VirtualE1000e", card(-1, "Backup"))
            + change("edit", "VirtualVmxnet3", card(4000, "Backup", "<connectable><startConnected>false</startConnected><connected>false</connected></connectable>"))))
        #expect(try await esxi.entry("ethernet1.virtualDev") == "e1000e")
        #expect(try await esxi.entry("ethernet1.generatedAddress") == "00:0c:29:92:a3:be")
        #expect(try await esxi.entry("ethernet0.networkName") == "Backup")
        #expect(try await esxi.entry("ethernet0.startConnected") == "FALSE")
        #expect(try await esxi.vm()?.all("nic").map { $0["network"] } == ["HaNetwork-Backup", "HaNetwork-Backup"])
        #expect(try await esxi.fault("ReconfigVM_Task", spec(change("add", "VirtualVmxnet3", card(-1, "None")))).vimType == "InvalidDeviceBacking")
        try await esxi.run("ReconfigVM_Task", spec(change("remove", "VirtualE1000e", "<key>4001</key>")))
        #expect(try await esxi.vm()?.all("nic").count == 1)

        let iso = "<backing xsi:type=\"VirtualCdromIsoBackingInfo\"><fileName>[datastore1] iso/a.iso</fileName></backing>"
        try await esxi.run("ReconfigVM_Task", spec(change("edit", "VirtualCdrom", "<key>3002</key>\(iso)")))
        #expect(try await esxi.vm()?.first("cdrom")?["path"] == "iso/a.iso")
        #expect(try await esxi.fault("ReconfigVM_Task", spec(change("remove", "VirtualCdrom", "<key>3002</key>"))).vimType == "DeviceHotPlugNotSupported")
        let empty = "<backing xsi:type=\"VirtualCdromRemotePassthroughBackingInfo\"><deviceName/><exclusive>false</exclusive></backing>"
        try await esxi.run("ReconfigVM_Task", spec(change("edit", "VirtualCdrom", "<key>3002</key>\(empty)")))
        #expect(try await esxi.vm()?.first("cdrom")?["path"] == nil)
    }

    @Test func machinesAreMadeAndDestroyed() async throws {
        let esxi = try ESXiFixture()
        let config = "<config><name>new</name><guestId>debian12_64Guest</guestId><files><vmPathName>[datastore1]</vmPathName></files>"
            + "<numCPUs>2</numCPUs><memoryMB>512</memoryMB>"
            + change("add", "ParaVirtualSCSIController", "<key>-1000</key><busNumber>0</busNumber>")
            + change("add", "VirtualDisk", disk(-101, 1 << 30, controller: -1000), file: "create")
            + "</config><pool type=\"ResourcePool\">ha-root-pool</pool>"
        let info = try await esxi.run("CreateVM_Task", config, on: "ha-folder-vm", type: "Folder")
        #expect(info.first("result")?.text == "2" && info.first("result")?["type"] == "VirtualMachine")
        #expect(try esxi.text("new/new.vmx").contains("scsi0.virtualDev = \"pvscsi\""))
        #expect(esxi.exists("new/new.vmdk"))
        #expect(try await esxi.vm("2", of: try esxi.restarted())?.first("disk")?["capacity"] == String(1 << 30))
        #expect(try await esxi.fault("CreateVM_Task", config, on: "ha-folder-vm", type: "Folder").vimType == "DuplicateName")
        #expect(try await esxi.fault("Rename_Task", "<newName>web</newName>", on: "2").first("name")?.text == "web")
        try await esxi.run("Rename_Task", "<newName>newer</newName>", on: "2")
        #expect(try await esxi.entry("displayName", "2") == "newer")
        try await esxi.run("Destroy_Task", on: "2")
        #expect(!esxi.exists("new"))
        #expect(try await esxi.vm("2") == nil)
        #expect(try await esxi.vm("2", of: try esxi.restarted()) == nil)
        try await esxi.run("UnregisterVM")
        #expect(esxi.exists("web/web.vmx"))
        #expect(try await esxi.vm() == nil)
    }
}
