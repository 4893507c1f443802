import Testing

@testable import Store

@Suite struct AccessStoreTests {
    private func permission(_ object: String, _ principal: String, role: Int = 4) -> Permission {
        Permission(
            place: .init(scope: "", object: object, aspect: "Folder"), principal: principal, role: role,
            propagates: true)
    }

    @Test func whatIsGivenOutlivesACrash() throws {
        let scratch = try Scratch()
        let access = scratch.store.access
        let role = try access.add("starters", ["a.B", "c.D"])
        try access.change(set: [permission("x", "ann"), permission("x", "bob", role: role.id), permission("y", "ann")])
        try access.change(set: [permission("x", "ann", role: -2)], remove: [permission("y", "ann")])
        let after = try scratch.afterCrash().access
        #expect(after.roles == [role])
        #expect(after.permissions == [permission("x", "ann", role: -2), permission("x", "bob", role: role.id)])
        #expect(after.permissions(of: "ann").count == 1)
        #expect(after.permissions(at: permission("x", "").place).map(\.principal) == ["ann", "bob"])
    }

    @Test func theSameObjectMayBeSeveralPlaces() throws {
        let access = try Scratch().store.access
        var pool = permission("x", "ann", role: 1)
        pool.place.aspect = "ResourcePool"
        var alone = permission("x", "ann", role: 2)
        alone.place.scope = "host"
        try access.change(set: [permission("x", "ann"), pool, alone])
        #expect(Set(access.permissions.map(\.role)) == [1, 2, 4])
    }

    @Test func rolesHaveNamesOfTheirOwnAndNumbersForGood() throws {
        let access = try Scratch().store.access
        let first = try access.add("one", [])
        #expect(first.id > 1000)
        #expect(throws: StoreError(.conflict, "")) { try access.add("one", []) }
        var second = try access.add("two", ["a.B"])
        second.name = "one"
        #expect(throws: StoreError(.conflict, "")) { try access.update(second) }
        #expect(access.role(second.id)?.name == "two")
        try access.change(set: [permission("x", "ann", role: second.id), permission("y", "ann")])
        let revision = access.revision
        try access.remove(role: second.id)
        #expect(access.revision > revision)
        #expect(access.permissions == [permission("y", "ann")])
        #expect(try access.add("three", []).id > second.id)
    }

    @Test func whatIsGoneIsForgotten() throws {
        let scratch = try Scratch()
        try scratch.store.access.change(set: [permission("x", "ann"), permission("y", "bob")])
        try scratch.store.access.forget(["x", "z"])
        #expect(scratch.store.access.permissions == [permission("y", "bob")])
        #expect(try scratch.afterCrash().access.permissions == [permission("y", "bob")])
    }
}
