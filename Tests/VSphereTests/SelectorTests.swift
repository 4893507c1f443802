import Testing

@testable import VSphere

@Suite struct SelectorTests {
    private func select(_ objectSet: String, _ inventory: Inventory) throws -> [String] {
        var selector = Selector(inventory, schema: schema)
        return try selector.select(try filterSpec("<objectSet>\(objectSet)</objectSet>")).map(\.value)
    }

    private func nested() throws -> Inventory {
        let inventory = try Inventory.fleet(2)
        try inventory.set("Folder", "group-d0", "<childEntity type=\"Folder\">group-d1</childEntity>")
        return inventory
    }

    private let visitFolders = """
        <selectSet xsi:type="TraversalSpec"><name>visitFolders</name><type>Folder</type><path>childEntity</path>\
        <skip>false</skip><selectSet><name>visitFolders</name></selectSet></selectSet>
        """

    @Test func aTraversalByItsOwnNameRecurses() throws {
        let found = try select("<obj type=\"Folder\">group-d0</obj><skip>true</skip>" + visitFolders, nested())
        #expect(found == ["group-d1", "vm-0", "vm-1"])
    }

    @Test func cyclesEnd() throws {
        let inventory = try nested()
        try inventory.set("Folder", "group-d1", "<childEntity type=\"Folder\">group-d0</childEntity>")
        #expect(try select("<obj type=\"Folder\">group-d0</obj>" + visitFolders, inventory) == ["group-d0", "group-d1"])
    }

    @Test func baseTypesAreWalkedUpwards() throws {
        let up = """
            <obj type="VirtualMachine">vm-1</obj><skip>false</skip><selectSet xsi:type="TraversalSpec"><name>up</name>\
            <type>ManagedEntity</type><path>parent</path><selectSet><name>up</name></selectSet></selectSet>
            """
        #expect(try select(up, nested()) == ["vm-1", "group-d1"])
    }

    @Test func whatIsSkippedIsWalkedAllTheSame() throws {
        let skipping = visitFolders.replacing("<skip>false</skip>", with: "<skip>true</skip>")
        #expect(try select("<obj type=\"Folder\">group-d0</obj>" + skipping, nested()) == ["group-d0"])
    }

    @Test func faultsAreNamed() throws {
        let missing = #expect(throws: VimFault.self) { try select("<obj type=\"Folder\">group-d9</obj>", nested()) }
        #expect(missing?.type == "ManagedObjectNotFound")
        let unnamed = #expect(throws: VimFault.self) {
            try select("<obj type=\"Folder\">group-d0</obj><selectSet><name>nobody</name></selectSet>", nested())
        }
        #expect(unnamed?.type == "InvalidArgument")
    }
}
