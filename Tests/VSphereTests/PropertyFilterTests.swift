import Testing

@testable import VSphere

@Suite struct PropertyFilterTests {
    private func filter() throws -> PropertyFilter {
        let spec = try filterSpec(
            """
            <propSet><type>VirtualMachine</type><pathSet>name</pathSet><pathSet>runtime.powerState</pathSet></propSet>\
            <objectSet><obj type="Folder">group-d1</obj><skip>true</skip><selectSet xsi:type="TraversalSpec">\
            <type>Folder</type><path>childEntity</path></selectSet></objectSet>
            """)
        return PropertyFilter(reference("PropertyFilter", "filter-1"), spec, properties: [])
    }

    private func updates(
        _ filter: inout PropertyFilter, _ inventory: Inventory, atMost limit: Int = .max
    ) throws -> (updates: [String], truncated: Bool) {
        let (updates, truncated) = try filter.updates(inventory, schema: schema, atMost: limit)
        let words = updates.map { update in
            ([update.kind.rawValue, update.object.value] + update.changes.map(\.path)).joined(separator: " ")
        }
        return (words.sorted(), truncated)
    }

    @Test func objectsEnterChangeAndLeave() throws {
        let inventory = try Inventory.fleet(2)
        var filter = try filter()
        #expect(
            try updates(&filter, inventory).updates == [
                "enter vm-0 name runtime.powerState", "enter vm-1 name runtime.powerState",
            ])
        #expect(try updates(&filter, inventory).updates == [])

        try inventory.setMachine("vm-1", name: "vm-1", power: "poweredOn")
        filter.touch(["vm-1"])
        #expect(try updates(&filter, inventory).updates == ["modify vm-1 runtime.powerState"])

        try inventory.set("Folder", "group-d1", "<childEntity type=\"VirtualMachine\">vm-1</childEntity>")
        filter.touch([], restructured: true)
        #expect(try updates(&filter, inventory).updates == ["leave vm-0"])
    }

    @Test func whatDidNotChangeIsNotRead() throws {
        let inventory = try Inventory.fleet(50)
        var filter = try filter()
        _ = try updates(&filter, inventory)
        inventory.forgetReads()
        filter.touch(["vm-7"])
        _ = try updates(&filter, inventory)
        #expect(inventory.reads.keys.map(\.value) == ["vm-7"])
    }

    @Test func aNewObjectIsReadAlone() throws {
        let inventory = try Inventory.fleet(50)
        var filter = try filter()
        _ = try updates(&filter, inventory)
        try inventory.setMachine("vm-50", name: "new")
        let names = (0...50).map { "<childEntity type=\"VirtualMachine\">vm-\($0)</childEntity>" }
        try inventory.set("Folder", "group-d1", names.joined())
        inventory.forgetReads()
        filter.touch([], restructured: true)
        #expect(try updates(&filter, inventory).updates == ["enter vm-50 name runtime.powerState"])
        #expect(Set(inventory.reads.keys.map(\.value)) == ["group-d1", "vm-50"])
    }

    @Test func pagesOfUpdatesReadEachObjectOnce() throws {
        let inventory = try Inventory.fleet(30)
        var filter = try filter()
        var entered: Set<String> = []
        var pages = 0
        while true {
            let (page, truncated) = try updates(&filter, inventory, atMost: 7)
            #expect(page.count <= 7)
            entered.formUnion(page)
            pages += 1
            if !truncated { break }
        }
        #expect(entered.count == 30)
        #expect(pages == 5)
        #expect(inventory.reads.filter { $0.key.type == "VirtualMachine" }.values.allSatisfy { $0 == 1 })
    }
}
