import Testing

@testable import Store

@Suite struct SettingStoreTests {
    @Test func settingsOutliveACrash() throws {
        let scratch = try Scratch()
        try scratch.store.settings.set(["a": "1", "b": "2"], of: "x")
        try scratch.store.settings.set(["b": ""], of: "x")
        let settings = try scratch.afterCrash().settings
        #expect(settings.settings(of: "x") == ["a": "1", "b": ""])
        #expect(settings.settings(of: "y").isEmpty)
    }

    @Test func registrationsHaveKeysOfTheirOwn() throws {
        let scratch = try Scratch()
        let settings = scratch.store.settings
        try settings.register([1], as: "a", replacing: false)
        #expect(throws: StoreError(.conflict, "")) { try settings.register([2], as: "a", replacing: false) }
        #expect(throws: StoreError(.notFound, "")) { try settings.register([2], as: "b", replacing: true) }
        #expect(settings.registrations == ["a": [1]])
        try settings.register([3], as: "a", replacing: true)
        #expect(try scratch.afterCrash().settings.registration("a") == [3])
    }

    @Test func whatIsUnregisteredIsGone() throws {
        let scratch = try Scratch()
        try scratch.store.settings.register([1], as: "a", replacing: false)
        try scratch.store.settings.unregister("a")
        #expect(throws: StoreError(.notFound, "")) { try scratch.store.settings.unregister("a") }
        #expect(try scratch.afterCrash().settings.registrations.isEmpty)
    }
}
