import Foundation
import Hosts
import Testing
import XML

@testable import VSphere

/// What somebody does to the files behind the host's back.
@Suite struct ESXiOutsideTests {
    private let vm = HostChange.changed(NativeReference(type: "VirtualMachine", id: "1"))

    private func next(_ changes: AsyncStream<HostChange>) async -> HostChange? {
        await withTaskGroup(of: HostChange?.self) { group in
            group.addTask { for await change in changes { return change }; return nil }
            group.addTask { try? await Task.sleep(for: .seconds(3)); return nil }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    @Test func anEditedFileIsNoticed() async throws {
        let esxi = try ESXiFixture()
        try await Task.sleep(for: .milliseconds(50))
        let text = try esxi.text("web/web.vmx").replacing("numvcpus = \"2\"", with: "numvcpus = \"6\"")
        try text.write(to: esxi.file("web/web.vmx"), atomically: false, encoding: .utf8)
        #expect(await next(esxi.host.changes) == vm)
        #expect(try await esxi.entry("numvcpus") == "6")
    }

    @Test func aBrokenFileChangesNothing() async throws {
        let esxi = try ESXiFixture()
        try "garbage".write(to: esxi.file("web/web.vmx"), atomically: false, encoding: .utf8)
        try await Task.sleep(for: .milliseconds(100))
        #expect(try await esxi.entry("numvcpus") == "2")
    }

    @Test func aDeletedSwapFileIsAPowerOff() async throws {
        let esxi = try ESXiFixture()
        try await esxi.run("PowerOnVM_Task")
        try FileManager.default.removeItem(at: esxi.file("web/web.vswp"))
        #expect(try await esxi.eventually { try await esxi.state() == "poweredOff" })
        try await esxi.run("PowerOnVM_Task")
    }

    @Test func registrationByHand() async throws {
        let esxi = try ESXiFixture()
        try FileManager.default.copyItem(at: esxi.file("web"), to: esxi.file("copy"))
        let file = esxi.directory.appendingPathComponent("etc/vmware/hostd/vmInventory.xml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let entry = "<ConfigEntry id=\"0007\"><objID>7</objID><vmxCfgPath>/vmfs/volumes/datastore1/copy/web.vmx</vmxCfgPath></ConfigEntry>"
        try text.replacing("</ConfigRoot>", with: "\(entry)</ConfigRoot>").write(to: file, atomically: true, encoding: .utf8)
        #expect(try await esxi.eventually { try await esxi.vm("7") != nil })
        #expect(try await esxi.vm("7")?.first("vmx")?["path"] == "[datastore1] copy/web.vmx")
        try text.write(to: file, atomically: true, encoding: .utf8)
        #expect(try await esxi.eventually { try await esxi.vm("7") == nil })
    }

    @Test func ourOwnWritesAreAnnouncedOnce() async throws {
        let esxi = try ESXiFixture()
        try await esxi.run("ReconfigVM_Task", "<spec><annotation>once</annotation></spec>")
        try await Task.sleep(for: .milliseconds(100))
        await esxi.host.close()
        var count = 0
        for await _ in esxi.host.changes { count += 1 }
        #expect(count == 1)
    }
}
