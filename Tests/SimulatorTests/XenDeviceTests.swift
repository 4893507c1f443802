import Foundation
import Hosts
import Testing
import XML

@testable import Xen

@Suite struct XenDeviceTests {
    private func newDisk(_ storage: String, size: Int64 = 1 << 30) -> XapiValue {
        .record([
            "name_label": "data", "SR": .string(storage), "virtual_size": .string(String(size)), "type": "user",
            "sharable": false,
            "read_only": false, "other_config": .structure([]),
        ])
    }

    private func storage(_ fixture: XenFixture) async throws -> String {
        let objects = try await fixture.host.inventory()
        return try #require(objects.first { $0.reference.type == "SR" }).reference.id
    }

    @Test func aDiskIsMadeAttachedPluggedAndTakenAwayAgain() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("running")
        let vdi = try await fixture.call("VDI.create", newDisk(try await storage(fixture))).text
        let block: XapiValue = .record([
            "VM": .string(vm), "VDI": .string(vdi), "userdevice": "1", "mode": "RW", "type": "Disk", "empty": false,
        ])
        let vbd = try await fixture.call("VBD.create", block).text
        #expect(vbd.hasPrefix("OpaqueRef:"))
        #expect(try await fixture.call("VBD.create", block) == .fault(["DEVICE_ALREADY_EXISTS", "1"]))
        #expect(try await fixture.call("VBD.plug", .string(vbd)) == .done)
        #expect(try await fixture.call("VBD.plug", .string(vbd)) == .fault(["DEVICE_ALREADY_ATTACHED", vbd]))
        #expect(try await fixture.call("VDI.destroy", .string(vdi)) == .fault(["VDI_IN_USE", vdi, "destroy"]))
        #expect(
            try await fixture.call("VDI.resize", .string(vdi), "2147483648") == .fault(["VDI_IN_USE", vdi, "resize"]))
        guard case .fault(let attached) = try await fixture.call("VBD.destroy", .string(vbd)) else {
            throw XenFixture.MissingError()
        }
        #expect(attached.first == "OPERATION_NOT_ALLOWED")
        #expect(try await fixture.call("VBD.unplug", .string(vbd)) == .done)
        #expect(try await fixture.call("VDI.resize", .string(vdi), "2147483648") == .done)
        guard case .fault(let shrunk) = try await fixture.call("VDI.resize", .string(vdi), "1") else {
            throw XenFixture.MissingError()
        }
        #expect(shrunk.first == "SR_BACKEND_FAILURE_79")
        #expect(try await fixture.call("VDI.destroy", .string(vdi)) == .done)
        #expect(try await fixture.call("VBD.get_record", .string(vbd)) == .fault(["HANDLE_INVALID", "VBD", vbd]))
        await fixture.remove()
    }

    @Test func storageHasAnEndAndKnowsItsFields() async throws {
        let fixture = try XenFixture()
        let storage = try await storage(fixture)
        guard case .fault(let full) = try await fixture.call("VDI.create", newDisk(storage, size: 1 << 50)) else {
            throw XenFixture.MissingError()
        }
        #expect(full.first == "SR_FULL" && full[1] == String(Int64(1) << 50))
        #expect(
            try await fixture.call("VDI.create", .record(["SR": .string(storage), "colour": "red"]))
                == .fault(["FIELD_TYPE_ERROR", "colour"]))
        #expect(
            try await fixture.call("VDI.create", newDisk("OpaqueRef:x"))
                == .fault(["HANDLE_INVALID", "SR", "OpaqueRef:x"]))
        await fixture.remove()
    }

    @Test func aDriveTakesOneImageAtATime() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("halted")
        let blocks = try await fixture.document(vm).first("records")?.all("VBD") ?? []
        let drive = try #require(blocks.first { $0.first("type")?.text == "CD" })
        #expect(drive.first("userdevice")?.text == "3")
        let vbd = try #require(drive["ref"])
        guard case .result(.array(let images)) = try await fixture.call("VDI.get_by_name_label", "guest-tools.iso"),
            let image = images.first
        else { throw XenFixture.MissingError() }
        #expect(try await fixture.call("VBD.eject", .string(vbd)) == .fault(["VBD_IS_EMPTY", vbd]))
        #expect(try await fixture.call("VBD.insert", .string(vbd), image) == .done)
        #expect(try await fixture.call("VBD.insert", .string(vbd), image) == .fault(["VBD_NOT_EMPTY", vbd]))
        #expect(
            try await fixture.document(vm).first("records")?.all("VDI").contains {
                $0.first("location")?.text == "guest-tools.iso"
            } == true)
        let disk = try #require(blocks.first { $0.first("type")?.text == "Disk" }?["ref"])
        #expect(try await fixture.call("VBD.eject", .string(disk)) == .fault(["VBD_NOT_REMOVABLE_MEDIA", disk]))
        await fixture.remove()
    }

    @Test func cardsHaveAddressesAndSevenPlaces() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("halted")
        let network = try await fixture.first("network")
        func card(_ device: String, _ mac: String) -> XapiValue {
            .record([
                "VM": .string(vm), "network": .string(network), "device": .string(device), "MAC": .string(mac),
                "MTU": "1500",
            ])
        }
        #expect(try await fixture.call("VIF.create", card("0", "")) == .fault(["DEVICE_ALREADY_EXISTS", "0"]))
        #expect(try await fixture.call("VIF.create", card("7", "")) == .fault(["INVALID_DEVICE", "7"]))
        #expect(try await fixture.call("VIF.create", card("1", "no")) == .fault(["MAC_INVALID", "no"]))
        let vif = try await fixture.call("VIF.create", card("1", "")).text
        let mac = try await fixture.call("VIF.get_MAC", .string(vif)).text
        #expect(XenServer.isAddress(mac))
        #expect(
            try await fixture.call("VIF.plug", .string(vif)) == .fault(["VM_BAD_POWER_STATE", vm, "running", "halted"]))
        #expect(try await fixture.call("VIF.set_locking_mode", .string(vif), "disabled") == .done)
        #expect(try await fixture.call("VIF.destroy", .string(vif)) == .done)
        await fixture.remove()
    }
}
