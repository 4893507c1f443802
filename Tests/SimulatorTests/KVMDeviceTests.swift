import Foundation
import Hosts
import KVM
import Simulator
import Testing
import XML

@Suite struct KVMDeviceTests {
    private func volume(_ name: String, capacity: String = "1073741824", allocation: String = "0") -> String {
        """
        <v:pool name='datastore1'/><v:xml><volume><name>\(name)</name><capacity unit='bytes'>\(capacity)</capacity>
        <allocation>\(allocation)</allocation><target><format type='qcow2'/></target></volume></v:xml>
        """
    }

    private func disk(_ target: String, bus: String, file: String = "/var/lib/libvirt/images/extra.qcow2") -> String {
        """
        <v:xml><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='\(file)'/>
        <target dev='\(target)' bus='\(bus)'/></disk></v:xml>
        """
    }

    @Test func disksAreHotPlugged() async throws {
        let kvm = try KVMFixture()
        let made = try await kvm.call("storageVolCreateXML", "", flags: 0, volume("extra.qcow2"))
        #expect(made.root.first("vol")?["key"] == "/var/lib/libvirt/images/extra.qcow2")
        #expect(try await kvm.call("storageVolCreateXML", "", flags: 0, volume("extra.qcow2")).code == 90)
        try await kvm.call("domainCreate", flags: nil)
        #expect(
            try await kvm.call("domainAttachDeviceFlags", KVMFixture.web, flags: 3, disk("sdz", bus: "sata")).code == 84
        )
        #expect(
            try await kvm.call(
                "domainAttachDeviceFlags", KVMFixture.web, flags: 3, disk("vdb", bus: "virtio", file: "/nowhere.img")
            ).code == 38)
        #expect(
            try await kvm.call("domainAttachDeviceFlags", KVMFixture.web, flags: 3, disk("vda", bus: "virtio")).code
                == 9)
        #expect(
            try await kvm.call("domainAttachDeviceFlags", KVMFixture.web, flags: 3, disk("vdb", bus: "virtio")).code
                == 0)
        let capacities = try await kvm.view()?.all("volume").map { $0["capacity"] ?? "" }
        #expect(capacities?.contains("1073741824") == true)
        #expect(try kvm.text("qemu/web.xml").contains("extra.qcow2"))
        #expect(
            try await kvm.call(
                "domainBlockResize", KVMFixture.web, flags: 1, "<v:disk>vdb</v:disk><v:size>2147483648</v:size>"
            ).code == 0)
        #expect(try await kvm.view()?.all("volume").contains { $0["capacity"] == "2147483648" } == true)
        #expect(
            try await kvm.call("domainDetachDeviceFlags", KVMFixture.web, flags: 3, disk("vdb", bus: "virtio")).code
                == 0)
        #expect(
            try await kvm.call("domainDetachDeviceFlags", KVMFixture.web, flags: 3, disk("vdb", bus: "virtio")).code
                == 99)
        await kvm.remove()
    }

    @Test func volumesHaveRules() async throws {
        let kvm = try KVMFixture()
        #expect(
            try await kvm.call("storageVolCreateXML", "", flags: 0, "<v:pool name='no'/><v:xml><volume/></v:xml>").code
                == 49)
        #expect(try await kvm.call("storageVolCreateXML", "", flags: 0, volume("a/b")).code == 27)
        let huge = String(Int64(1) << 50)
        let full = try await kvm.call(
            "storageVolCreateXML", "", flags: 0, volume("huge.qcow2", capacity: huge, allocation: huge))
        #expect(full.code == 38 && full.message.hasSuffix("No space left on device"))
        try await kvm.call("storageVolCreateXML", "", flags: 0, volume("a.qcow2"))
        let vol = "<v:vol pool='datastore1' name='a.qcow2' key='/var/lib/libvirt/images/a.qcow2'/>"
        #expect(try await kvm.call("storageVolResize", "", flags: 0, vol + "<v:capacity>1024</v:capacity>").code == 8)
        #expect(
            try await kvm.call("storageVolResize", "", flags: 4, vol + "<v:capacity>1048576</v:capacity>").code == 0)
        let read = try await kvm.restarted().host.read(
            NativeReference(type: "volume", id: "/var/lib/libvirt/images/a.qcow2"))
        #expect(read?.document.root.first("volume")?.first("capacity")?.text == "1048576")
        #expect(try await kvm.call("storageVolDelete", "", flags: 0, vol).code == 0)
        #expect(try await kvm.call("storageVolDelete", "", flags: 0, vol).code == 50)
        await kvm.remove()
    }

    @Test func interfacesAreUpdated() async throws {
        let kvm = try KVMFixture()
        let mac = try #require(try await kvm.domain().first("devices")?.first("interface")?.first("mac")?["address"])
        let interface = { (source: String, model: String) in
            """
            <v:xml><interface type='network'><mac address='\(mac)'/><source network='\(source)'/><model type='\(model)'/>
            <link state='down'/></interface></v:xml>
            """
        }
        try await kvm.call("domainCreate", flags: nil)
        #expect(
            try await kvm.call("domainUpdateDeviceFlags", KVMFixture.web, flags: 3, interface("VM Network", "e1000"))
                .code == 84)
        #expect(
            try await kvm.call("domainUpdateDeviceFlags", KVMFixture.web, flags: 3, interface("Nowhere", "virtio")).code
                == 43)
        #expect(
            try await kvm.call("domainUpdateDeviceFlags", KVMFixture.web, flags: 3, interface("VM Network", "virtio"))
                .code == 0)
        #expect(try await kvm.domain().first("devices")?.first("interface")?.first("link")?["state"] == "down")
        await kvm.remove()
    }

    @Test func mediaAreChanged() async throws {
        let kvm = try KVMFixture()
        try Data("iso".utf8).write(to: kvm.file("volumes/datastore1/boot.iso"))
        try await kvm.call("domainCreate", flags: nil)
        let drive = { (source: String) in
            "<v:xml><disk type='file' device='cdrom'>\(source)<target dev='sda' bus='sata'/><readonly/></disk></v:xml>"
        }
        #expect(
            try await kvm.call("domainUpdateDeviceFlags", KVMFixture.web, flags: 3, drive("<source file='/no.iso'/>"))
                .code == 38)
        let insert = drive("<source file='/var/lib/libvirt/images/boot.iso'/>")
        #expect(try await kvm.call("domainUpdateDeviceFlags", KVMFixture.web, flags: 3, insert).code == 0)
        #expect(try kvm.text("qemu/web.xml").contains("boot.iso"))
        #expect(try await kvm.call("domainUpdateDeviceFlags", KVMFixture.web, flags: 3, drive("")).code == 0)
        #expect(try await kvm.view()?.all("volume").contains { $0["name"] == "boot.iso" } == false)
        await kvm.remove()
    }
}
