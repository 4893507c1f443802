import Testing
import XML

@testable import VSphere

@Suite struct PropertyPathTests {
    private let inventory = Inventory()

    private func machine() throws -> FlatTree {
        try inventory.set(
            "VirtualMachine", "vm-1",
            """
            <name>one &amp; only</name>\
            <config><hardware><numCPU>2</numCPU>\
            <device xsi:type="VirtualDisk"><key>2000</key><capacityInKB>8</capacityInKB></device>\
            <device xsi:type="VirtualCdrom"><key>3000</key></device></hardware>\
            <extraConfig xsi:type="OptionValue"><key>a.b</key><value xsi:type="xsd:string">c</value></extraConfig></config>\
            <tag><key>x</key></tag>
            """)
        return try #require(inventory.view(of: reference("VirtualMachine", "vm-1")))
    }

    private func value(_ path: String) throws -> PropertyValue? {
        try PropertyPath(path).value(in: machine(), type: "VirtualMachine", schema: schema)
    }

    private func text(_ path: String) throws -> String? {
        guard case .one(let node, _)? = try value(path) else { return nil }
        return node.text
    }

    @Test func nestedValuesAreFound() throws {
        #expect(try text("name") == "one & only")
        #expect(try text("config.hardware.numCPU") == "2")
    }

    @Test func itemsAreFoundByTheirKey() throws {
        #expect(try text("config.hardware.device[2000].capacityInKB") == "8")
        #expect(try text("config.extraConfig[\"a.b\"].value") == "c")
        #expect(try value("config.hardware.device[1]") == nil)
    }

    @Test func arraysAreWhole() throws {
        guard case .many(let devices, let type)? = try value("config.hardware.device") else {
            Issue.record("no array")
            return
        }
        #expect(devices.map(\.type) == ["VirtualDisk", "VirtualCdrom"])
        #expect(PropertyValue.arrayType(of: type) == "ArrayOfVirtualDevice")
    }

    @Test(arguments: ["config.annotation", "guest.ipAddress", "snapshot.rootSnapshotList", "runtime.bootTime"])
    func whatIsUnsetIsNoError(_ path: String) throws {
        #expect(try value(path) == nil)
    }

    @Test func anArrayOfTheObjectItselfIsEmptyAndNotUnset() throws {
        guard case .many(let items, _)? = try value("datastore") else {
            Issue.record("unset")
            return
        }
        #expect(items.isEmpty)
    }

    @Test func whatOnlyASubtypeHasIsUnset() throws {
        #expect(try value("config.hardware.device[3000].capacityInKB") == nil)
    }

    @Test(arguments: [
        "nothing", "name.nothing", "config..hardware", ".name", "config.", "config.hardware.device[2000", "name[1]",
        "config.hardware.device.key", "",
    ])
    func whatTheTypeLacksIsInvalid(_ path: String) {
        #expect(throws: VimFault.self) { try value(path) }
    }
}

extension PropertyValue: Equatable {
    public static func == (left: PropertyValue, right: PropertyValue) -> Bool { left.digest == right.digest }
}
