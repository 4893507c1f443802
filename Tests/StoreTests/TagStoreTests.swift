import Store
import Testing

@Suite struct TagStoreTests {
    private let category = TagCategory(id: "c", name: "tier", description: "", isSingle: true, types: ["VM"])

    private let scratch: Scratch
    private var tags: TagStore { scratch.store.tags }

    init() throws {
        scratch = try Scratch()
        try scratch.store.tags.add(category)
        for name in ["gold", "tin"] {
            try scratch.store.tags.add(Tag(id: name, category: "c", name: name, description: ""))
        }
    }

    @Test func outlivesARestart() throws {
        try tags.attach("gold", to: TaggedObject(type: "VM", id: "1"))
        let second = try scratch.afterCrash()
        #expect(try second.tags.categories() == [category])
        #expect(try second.tags.tags(on: TaggedObject(type: "VM", id: "1")).map(\.id) == ["gold"])
    }

    @Test func namesAreTakenOnce() throws {
        var other = category
        other.id = "d"
        #expect(throws: StoreError(.conflict, "")) { try tags.add(other) }
        other.name = "other"
        try tags.add(other)
        other.name = "tier"
        #expect(throws: StoreError(.conflict, "")) { try tags.update(other) }
        #expect(throws: StoreError(.conflict, "")) { try tags.add(Tag(id: "x", category: "c", name: "tin", description: "")) }
        try tags.add(Tag(id: "x", category: "d", name: "tin", description: ""))
        #expect(throws: StoreError(.notFound, "")) { try tags.add(Tag(id: "y", category: "e", name: "y", description: "")) }
    }

    @Test func aCategorySaysWhatIsAllowed() throws {
        let machine = TaggedObject(type: "VM", id: "1")
        try tags.attach("gold", to: machine)
        try tags.attach("gold", to: machine)
        #expect(throws: StoreError(.conflict, "")) { try tags.attach("tin", to: machine) }
        #expect(throws: StoreError(.conflict, "")) { try tags.attach("gold", to: TaggedObject(type: "Host", id: "1")) }
        #expect(throws: StoreError(.notFound, "")) { try tags.attach("lead", to: machine) }
        try tags.detach("gold", from: machine)
        try tags.attach("tin", to: machine)
        #expect(try tags.objects(with: "tin") == [machine])
    }

    @Test func whatIsRemovedTakesItsOwnAlong() throws {
        try tags.attach("gold", to: TaggedObject(type: "VM", id: "1"))
        _ = try scratch.store.mirror.remove(["1"])
        #expect(try tags.objects(with: "gold").isEmpty)
        try tags.removeCategory("c")
        #expect(try tags.tags().isEmpty)
        #expect(throws: StoreError(.notFound, "")) { try tags.objects(with: "gold") }
    }
}
