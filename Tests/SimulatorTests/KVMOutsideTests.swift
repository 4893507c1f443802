import Foundation
import Hosts
import KVM
import Simulator
import Testing
import XML

@Suite struct KVMOutsideTests {
    /// Collects changes while something is done.
    private actor Heard {
        private(set) var changes: [HostChange] = []
        func hear(_ change: HostChange) { changes.append(change) }
        func clear() { changes = [] }
    }

    private func listen(_ kvm: KVMFixture) async throws -> Heard {
        let heard = Heard()
        let changes = kvm.host.changes
        Task { for await change in changes { await heard.hear(change) } }
        _ = try await kvm.host.inventory()
        return heard
    }

    private let web = NativeReference(type: "domain", id: KVMFixture.web)

    @Test func anEditedFileIsNoticed() async throws {
        let kvm = try KVMFixture()
        let heard = try await listen(kvm)
        let text = try kvm.text("qemu/web.xml").replacingOccurrences(of: ">1048576<", with: ">2097152<")
        try Data(text.utf8).write(to: kvm.file("qemu/web.xml"), options: .atomic)
        #expect(try await kvm.eventually { await heard.changes.contains(.changed(web)) })
        #expect(try await kvm.domain().first("memory")?.text == "2097152")
        await kvm.remove()
    }

    @Test func aBrokenFileLeavesTheLastGoodState() async throws {
        let kvm = try KVMFixture()
        let heard = try await listen(kvm)
        try Data("<domain><name>web".utf8).write(to: kvm.file("qemu/web.xml"))
        try Data("x".utf8).write(to: kvm.file("volumes/datastore1/marker.iso"))
        #expect(try await kvm.eventually { await heard.changes.contains { $0 != .changed(web) } })
        #expect(try await kvm.domain().first("name")?.text == "web")
        #expect(try await kvm.call("domainCreate", flags: nil).code == 0)
        await kvm.remove()
    }

    @Test func addedAndRemovedFilesAreNoticed() async throws {
        let kvm = try KVMFixture()
        let heard = try await listen(kvm)
        let uuid = "0e0a3c1e-7d2b-4b8e-9a6f-000000000001"
        let text = "<domain type='kvm'><name>by-hand</name><uuid>\(uuid)</uuid><memory>524288</memory></domain>"
        try Data(text.utf8).write(to: kvm.file("qemu/by-hand.xml"), options: .atomic)
        let added = NativeReference(type: "domain", id: uuid)
        #expect(try await kvm.eventually { await heard.changes.contains(.changed(added)) })
        #expect(try await kvm.call("domainCreate", uuid, flags: nil).code == 0)
        #expect(try await kvm.call("domainDestroy", uuid, flags: nil).code == 0)
        try FileManager.default.removeItem(at: kvm.file("qemu/by-hand.xml"))
        #expect(try await kvm.eventually { await heard.changes.contains(.removed(added)) })
        #expect(try await kvm.view(uuid) == nil)
        await kvm.remove()
    }

    @Test func ownWritesAreToldOnce() async throws {
        let kvm = try KVMFixture()
        let heard = try await listen(kvm)
        #expect(
            try await kvm.call(
                "domainSetMetadata", KVMFixture.web, flags: 2, "<v:type>0</v:type><v:metadata>n</v:metadata>"
            ).code == 0)
        try await Task.sleep(for: .milliseconds(200))
        #expect(await heard.changes == [.changed(web)])
        await kvm.remove()
    }

    @Test func aBootedGuestIsTold() async throws {
        let kvm = try KVMFixture()
        let heard = try await listen(kvm)
        try await kvm.call("domainCreate", flags: nil)
        #expect(try await kvm.eventually { await heard.changes.filter { $0 == .changed(web) }.count == 2 })
        #expect(try await kvm.view()?.first("guest")?["agent"] == "connected")
        await kvm.remove()
    }

    @Test func inventoryHasEverythingInOrder() async throws {
        let kvm = try KVMFixture()
        let types = try await kvm.host.inventory().map(\.reference.type)
        #expect(types == ["node", "pool", "pool", "network", "volume", "volume", "domain", "domain"])
        await kvm.host.close()
        await #expect(throws: HostError.self) { try await kvm.host.inventory() }
        await kvm.remove()
    }
}
