import Foundation
import Hosts
import KVM
import Simulator
import Testing
import XML

@Suite struct KVMConfigurationTests {
    static let definition = """
        <v:xml><domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>new</name>
        <memory unit='MiB'>512</memory><vcpu>2</vcpu><os><type>hvm</type></os><iothreads>3</iothreads>
        <devices><disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
        <interface type='network'><source network='VM Network'/></interface><watchdog model='i6300esb' action='reset'/></devices>
        <qemu:commandline><qemu:arg value='-snapshot'/></qemu:commandline></domain></v:xml>
        """

    @Test func definitionKeepsWhatIsNotUnderstood() async throws {
        let kvm = try KVMFixture()
        let made = try await kvm.call("domainDefineXMLFlags", "", flags: 0, Self.definition)
        let uuid = try #require(made.root.first("dom")?["uuid"])
        for host in [kvm, try kvm.restarted()] {
            let domain = try await host.domain(uuid)
            #expect(domain.first("iothreads")?.text == "3")
            #expect(domain.first("devices")?.first("watchdog")?["model"] == "i6300esb")
            #expect(domain.first("commandline")?.namespace == "http://libvirt.org/schemas/domain/qemu/1.0")
            #expect(domain.first("commandline")?.first("arg")?["value"] == "-snapshot")
            #expect(domain.first("memory")?.text == "524288")
            #expect(domain.first("devices")?.first("controller")?["type"] == "sata")
            #expect(
                domain.first("devices")?.first("interface")?.first("mac")?["address"]?.hasPrefix("52:54:00:") == true)
        }
        #expect(try kvm.text("qemu/new.xml").contains("WARNING: THIS IS AN AUTO-GENERATED FILE"))
        #expect(try await kvm.call("domainUndefineFlags", uuid).code == 0)
        #expect(try await kvm.view(uuid) == nil)
        await kvm.remove()
    }

    @Test(arguments: [
        ("<domain type='kvm'><memory>1024</memory></domain>", 27),
        ("<domain type='kvm'><name>a/b</name><memory>1024</memory></domain>", 27),
        ("<domain type='kvm'><name>x</name></domain>", 27),
        ("<network/>", 27),
        ("<domain type='kvm'><name>x</name><memory>1024</memory><vcpu current='3'>2</vcpu></domain>", 27),
        (
            "<domain type='kvm'><name>x</name><memory>1024</memory><vcpu>3</vcpu><cpu><topology sockets='2' cores='1' threads='1'/></cpu></domain>",
            67
        ),
        (
            "<domain type='kvm'><name>x</name><memory>1024</memory><os><type machine='q35'>hvm</type></os><devices><disk device='cdrom'><target dev='hda' bus='ide'/></disk></devices></domain>",
            67
        ),
        ("<domain type='kvm'><name>web</name><memory>1024</memory></domain>", 9),
        (
            "<domain type='kvm'><name>other</name><uuid>5f0a3c1e-7d2b-4b8e-9a6f-0123456789ab</uuid><memory>1024</memory></domain>",
            9
        ),
    ])
    func badDefinitionsAreRefused(xml: String, code: Int) async throws {
        let kvm = try KVMFixture()
        #expect(try await kvm.call("domainDefineXMLFlags", "", flags: 0, "<v:xml>\(xml)</v:xml>").code == code)
        await kvm.remove()
    }

    @Test func renamesOnlyWhenShutOff() async throws {
        let kvm = try KVMFixture()
        #expect(try await kvm.call("domainRename", KVMFixture.web, flags: 0, "<v:new_name>db</v:new_name>").code == 9)
        #expect(try await kvm.call("domainRename", KVMFixture.web, flags: 0, "<v:new_name>shop</v:new_name>").code == 0)
        #expect(!FileManager.default.fileExists(atPath: kvm.file("qemu/web.xml").path))
        #expect(try await kvm.restarted().domain().first("name")?.text == "shop")
        try await kvm.call("domainCreate", flags: nil)
        #expect(
            try await kvm.call("domainRename", KVMFixture.web, flags: 0, "<v:new_name>web</v:new_name>").message
                .hasSuffix("cannot rename active domain"))
        await kvm.remove()
    }

    @Test func vcpusAndMemoryFollowTheFlags() async throws {
        let kvm = try KVMFixture()
        #expect(try await kvm.call("domainSetVcpusFlags", KVMFixture.web, flags: 2, "<v:nvcpus>4</v:nvcpus>").code == 8)
        #expect(try await kvm.call("domainSetVcpusFlags", KVMFixture.web, flags: 6, "<v:nvcpus>4</v:nvcpus>").code == 0)
        #expect(
            try await kvm.call("domainSetVcpusFlags", KVMFixture.web, flags: 1, "<v:nvcpus>4</v:nvcpus>").code == 55)
        #expect(
            try await kvm.call("domainSetMemoryFlags", KVMFixture.web, flags: 2, "<v:memory>2097152</v:memory>").code
                == 8)
        #expect(
            try await kvm.call("domainSetMemoryFlags", KVMFixture.web, flags: 6, "<v:memory>2097152</v:memory>").code
                == 0)
        try await kvm.call("domainCreate", flags: nil)
        #expect(try await kvm.call("domainSetVcpusFlags", KVMFixture.web, flags: 3, "<v:nvcpus>4</v:nvcpus>").code == 0)
        #expect(try await kvm.call("domainSetVcpusFlags", KVMFixture.web, flags: 3, "<v:nvcpus>5</v:nvcpus>").code == 8)
        #expect(
            try await kvm.call("domainSetVcpusFlags", KVMFixture.web, flags: 3, "<v:nvcpus>1</v:nvcpus>").code == 84)
        #expect(
            try await kvm.call("domainSetMemoryFlags", KVMFixture.web, flags: 6, "<v:memory>4194304</v:memory>").code
                == 0)
        #expect(
            try await kvm.call("domainSetMemoryFlags", KVMFixture.web, flags: 3, "<v:memory>2097152</v:memory>").code
                == 0)
        let domain = try await kvm.domain()
        #expect(domain.first("vcpu")?.text == "4" && domain.first("vcpu")?["current"] == nil)
        #expect(domain.first("currentMemory")?.text == "2097152")
        #expect(try kvm.text("qemu/web.xml").contains("<memory unit=\"KiB\">4194304</memory>"))
        await kvm.remove()
    }

    @Test func metadataOfARunningDomainSurvivesItsStop() async throws {
        let kvm = try KVMFixture()
        try await kvm.call("domainCreate", flags: nil)
        for flags in [2, 0] {
            #expect(
                try await kvm.call(
                    "domainSetMetadata", KVMFixture.web, flags: flags,
                    "<v:type>0</v:type><v:metadata>Tom &amp; Eva</v:metadata>"
                ).code == 0)
        }
        #expect(try await kvm.domain().first("description")?.text == "Tom & Eva")
        try await kvm.call("domainDestroy", flags: nil)
        #expect(try await kvm.domain().first("description")?.text == "Tom & Eva")
        let element =
            "<v:type>2</v:type><v:metadata><a:b xmlns:a='urn:a' c='d'/></v:metadata><v:key>a</v:key><v:uri>urn:a</v:uri>"
        #expect(try await kvm.call("domainSetMetadata", KVMFixture.web, flags: 2, element).code == 0)
        #expect(
            try await kvm.domain().first("metadata")?.elements.contains { $0.namespace == "urn:a" && $0["c"] == "d" }
                == true)
        #expect(
            try await kvm.call("domainSetMetadata", KVMFixture.web, flags: 2, "<v:type>0</v:type><v:metadata/>").code
                == 0)
        #expect(try await kvm.domain().first("description") == nil)
        await kvm.remove()
    }

    @Test func undefiningARunningDomainMakesItTransient() async throws {
        let kvm = try KVMFixture()
        try await kvm.call("domainCreate", flags: nil)
        #expect(try await kvm.call("domainUndefine", flags: nil).code == 0)
        #expect(try await kvm.restarted().view()?["persistent"] == "0")
        #expect(try await kvm.call("domainDestroy", flags: nil).code == 0)
        #expect(try await kvm.view() == nil)
        await kvm.remove()
    }
}
