import Foundation
import Testing

@testable import VSphere

@Suite struct ESXiDataStoreTests {
    @Test func dictionaryKeepsWhatItDoesNotKnow() {
        let text = """
            #!/usr/bin/vmware
            .encoding = "UTF-8"
            displayName = "web"
            unquoted=7

            answer.msg.x  =  "spaced"
            this is no entry
            memSize = "512"

            """
        var vmx = VMXDictionary(parsing: text.utf8)
        #expect(vmx.text == text)
        #expect(vmx["UNQUOTED"] == "7")
        #expect(vmx["answer.msg.x"] == "spaced")
        vmx["memsize"] = "1024"
        vmx["new"] = "x"
        #expect(vmx.text == text.replacing("memSize = \"512\"", with: "memSize = \"1024\"") + "new = \"x\"\n")
        vmx["memsize"] = nil
        #expect(vmx["memSize"] == nil)
    }

    @Test func dictionaryEscapes() {
        var vmx = VMXDictionary()
        vmx["annotation"] = "a \"b\" | c\n# ü"
        #expect(vmx.text == "annotation = \"a |22b|22 |7C c|0A|23 ü\"\n")
        #expect(VMXDictionary(parsing: vmx.text.utf8)["annotation"] == "a \"b\" | c\n# ü")
        #expect(VMXDictionary(parsing: #"a = "|zz|2""#.utf8)["a"] == "|zz|2")
    }

    @Test(arguments: ["[ds] ../x.vmx", "[ds] a/../../x", "/vmfs/volumes/../etc/passwd", "[../..] x", "/etc/passwd", "x", "[] x"])
    func pathsStayInTheirDatastore(_ text: String) {
        #expect(DatastorePath(text) == nil)
    }

    @Test func pathsBesideAndElsewhere() throws {
        let vmx = try #require(DatastorePath("[ds] web/web.vmx"))
        #expect(DatastorePath(fileName: "web.vmdk", beside: vmx)?.description == "[ds] web/web.vmdk")
        #expect(DatastorePath(fileName: "/vmfs/volumes/other/a.vmdk", beside: vmx)?.description == "[other] a.vmdk")
        #expect(DatastorePath("[ds] web/web_1.vmdk")?.fileName(beside: vmx) == "web_1.vmdk")
        #expect(DatastorePath("[ds] a.vmdk")?.fileName(beside: vmx) == "/vmfs/volumes/ds/a.vmdk")
        #expect(DatastorePath(fileName: "../x.vmdk", beside: vmx) == nil)
    }

    @Test func descriptorGrowsItsExtentAndNothingElse() throws {
        let disk = DiskDescriptor(name: "web.vmdk", capacity: 1 << 30, thin: true)
        var grown = try #require(DiskDescriptor(parsing: disk.text.utf8))
        #expect(grown == disk)
        #expect(grown.capacity == 1 << 30 && grown.thin)
        grown.grow(to: 2 << 30)
        #expect(grown.text == disk.text.replacing("RW 2097152 ", with: "RW 4194304 "))
        #expect(DiskDescriptor(parsing: "no disk".utf8) == nil)
    }

    @Test func snapshotFileKeepsUnknownEntries() throws {
        let text = """
            .encoding = "UTF-8"
            snapshot.lastUID = "3"
            snapshot.current = "3"
            snapshot.mru0.uid = "3"
            snapshot0.uid = "1"
            snapshot0.filename = "web-Snapshot1.vmsn"
            snapshot0.displayName = "one"
            snapshot0.clone0 = "/vmfs/x.vmx"
            snapshot0.createTimeHigh = "409000"
            snapshot0.createTimeLow = "-5"
            snapshot0.numDisks = "0"
            snapshot1.uid = "3"
            snapshot1.filename = "web-Snapshot3.vmsn"
            snapshot1.parent = "1"
            snapshot1.displayName = "three"
            snapshot1.type = "1"
            snapshot1.numDisks = "1"
            snapshot1.disk0.fileName = "web.vmdk"
            snapshot1.disk0.node = "scsi0:0"
            snapshot.numSnapshots = "2"

            """
        var file = ESXiSnapshots(parsing: text.utf8)
        #expect(file.snapshots.map(\.name) == ["one", "three"])
        #expect(file[3]?.power == .poweredOn && file[3]?.parent == 1 && file.current == 3)
        let created: Int64 = 409000 << 32 | 0xffff_fffb
        #expect(file[1]?.created == created)
        file.remove(1)
        let again = ESXiSnapshots(parsing: file.text.utf8)
        #expect(again == ESXiSnapshots(parsing: again.text.utf8))
        #expect(again.snapshots.map(\.uid) == [3] && again[3]?.parent == nil)
        #expect(file.text.contains("snapshot.mru0.uid = \"3\""))
        #expect(ESXiSnapshots(parsing: text.utf8).text.contains("snapshot0.clone0 = \"/vmfs/x.vmx\""))
    }

    @Test func cyclicSnapshotsAreRoots() {
        let text = "snapshot.numSnapshots = \"2\"\nsnapshot0.uid = \"1\"\nsnapshot0.parent = \"2\"\n"
            + "snapshot1.uid = \"2\"\nsnapshot1.parent = \"1\"\n"
        #expect(!ESXiSnapshots(parsing: text.utf8).children(of: nil).isEmpty)
    }

    @Test func deviceKeys() {
        #expect(DeviceSlot("scsi1:3")?.key == 2019)
        #expect(DeviceSlot("ide1:0")?.key == 3002)
        #expect(DeviceSlot("sata0:4")?.key == 16004)
        #expect(DeviceSlot("nvme0:2")?.key == 32002)
        for name in ["scsi0:0", "scsi3:15", "ide0:1", "sata3:29", "nvme3:14"] {
            #expect(DeviceSlot(name).flatMap { DeviceSlot(key: $0.key) }?.description == name)
        }
        #expect(DeviceSlot("scsi4:0") == nil && DeviceSlot("ide0:2") == nil && DeviceSlot("scsi0:-1") == nil)
    }

    @Test(arguments: [
        ("debian12_64Guest", "debian12-64"), ("ubuntu64Guest", "ubuntu-64"), ("otherGuest64", "other-64"),
        ("otherGuest", "other"), ("windows9Server64Guest", "windows9srv-64"),
        ("windows2019srvNext_64Guest", "windows2019srvnext-64"), ("other5xLinux64Guest", "other5xlinux-64"),
    ])
    func guestWords(_ id: String, _ word: String) {
        #expect(ESXiConfigSpec.guestWord(id) == word)
    }
}
