import Foundation
import Hosts
import KVM
import Simulator
import Testing
import XML

@Suite struct KVMSnapshotTests {
    private func take(_ kvm: KVMFixture, _ name: String, flags: Int = 0) async throws -> KVMFixture.Answer {
        try await kvm.call(
            "domainSnapshotCreateXML", KVMFixture.web, flags: flags,
            "<v:xml_desc><domainsnapshot><name>\(name)</name><description>of \(name)</description></domainsnapshot></v:xml_desc>"
        )
    }

    private func snap(_ name: String) -> String {
        "<v:snap name='\(name)'><v:dom uuid='\(KVMFixture.web)'/></v:snap>"
    }

    @Test func internalSnapshotRestoresDefinitionAndState() async throws {
        let kvm = try KVMFixture()
        let made = try await take(kvm, "clean")
        #expect(made.root.first("snap")?["name"] == "clean")
        #expect(made.root.first("snap")?.first("dom")?["uuid"] == KVMFixture.web)
        #expect(try await take(kvm, "clean").message.contains("already exists"))
        try await kvm.call("domainSetVcpusFlags", KVMFixture.web, flags: 6, "<v:nvcpus>8</v:nvcpus>")
        try await kvm.call("domainCreate", flags: nil)
        #expect(try await take(kvm, "live").code == 0)
        let later = try kvm.restarted()
        #expect(try await later.view()?.first("snapshots")?["current"] == "live")
        #expect(try await later.call("domainRevertToSnapshot", "", flags: 0, snap("clean")).code == 0)
        #expect(try await later.state() == "shutoff")
        #expect(try await later.domain().first("vcpu")?.text == "2")
        #expect(try await later.view()?.first("snapshots")?["current"] == "clean")
        #expect(try await later.call("domainRevertToSnapshot", "", flags: 0, snap("live")).code == 0)
        #expect(try await later.state() == "running")
        #expect(try await later.domain().first("vcpu")?.text == "8")
        #expect(try await later.call("domainRevertToSnapshot", "", flags: 0, snap("none")).code == 72)
        await kvm.remove()
    }

    @Test func deletingKeepsTheTreeTogether() async throws {
        let kvm = try KVMFixture()
        for name in ["a", "b", "c"] { _ = try await take(kvm, name) }
        #expect(try await kvm.call("domainUndefineFlags").code == 55)
        #expect(try await kvm.call("domainSnapshotDelete", "", flags: 0, snap("b")).code == 0)
        let left = try await kvm.view()?.first("snapshots")
        let snapshots = left?.all("domainsnapshot") ?? []
        #expect(snapshots.compactMap { $0.first("name")?.text } == ["a", "c"])
        #expect(snapshots.last?.first("parent")?.first("name")?.text == "a")
        #expect(try await kvm.call("domainSnapshotDelete", "", flags: 1, snap("a")).code == 0)
        #expect(try await kvm.view()?.first("snapshots")?.elements.isEmpty == true)
        await kvm.remove()
    }

    @Test func diskOnlySnapshotPutsOverlaysOnTheImages() async throws {
        let kvm = try KVMFixture()
        try await kvm.call("domainCreate", flags: nil)
        #expect(try await take(kvm, "quiet", flags: 16 | 64 | 128).code == 86)
        #expect(try await kvm.eventually { try await kvm.view()?.first("guest")?["agent"] == "connected" })
        let base = try #require(try await kvm.view()?.first("volume")?["path"])
        #expect(try await take(kvm, "disks", flags: 16 | 64 | 128).code == 0)
        let overlay = try #require(try await kvm.view()?.first("volume")?["path"])
        #expect(overlay != base && overlay.hasSuffix(".disks"))
        #expect(try await kvm.state() == "running")
        #expect(try await kvm.call("domainRevertToSnapshot", "", flags: 0, snap("disks")).code == 0)
        #expect(try await kvm.state() == "shutoff")
        #expect(try await kvm.host.read(NativeReference(type: "volume", id: overlay)) == nil)
        #expect(try await kvm.call("domainCreate", flags: nil).code == 0)
        await kvm.remove()
    }

    @Test func deletingADiskOnlySnapshotCommitsItsOverlay() async throws {
        let kvm = try KVMFixture()
        try await kvm.call("domainCreate", flags: nil)
        let base = try #require(try await kvm.view()?.first("volume")?["path"])
        #expect(try await take(kvm, "disks", flags: 16).code == 0)
        #expect(try await kvm.call("domainSnapshotDelete", "", flags: 0, snap("disks")).code == 0)
        #expect(try await kvm.view()?.first("volume")?["path"] == base)
        let names = try FileManager.default.contentsOfDirectory(atPath: kvm.file("volumes/datastore1").path)
        #expect(!names.contains { $0.hasSuffix(".disks") })
        await kvm.remove()
    }
}
