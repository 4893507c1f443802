import Hosts
import Store
import Testing

@testable import Agents

/// What is read by itself while everything is.
@Suite struct ReadingTests {
    /// The single answer is written last, and is the older one.
    @Test func anOlderAnswerDoesNotHideANewerInventory() async throws {
        try await Fleet.test { fleet in
            await fleet.driver.hold("read m1")
            let single = Task {
                await fleet.server.inventory.refresh(NativeReference(type: "machine", id: "m1"), of: fleet.host)
            }
            try await fleet.until { await fleet.driver.isWaiting(at: "read m1") }
            await fleet.driver.set("m1", name: "newer", state: "off")
            await fleet.driver.hold("inventory")
            let all = Task { await fleet.server.inventory.readAll(fleet.host) }
            try await fleet.until { await fleet.driver.isWaiting(at: "inventory") }
            await fleet.driver.release("read m1")
            #expect(await single.value)
            await fleet.driver.release("inventory")
            await all.value
            let id = try fleet.id("m1")
            #expect(fleet.store.mirror.entry(id)?.name == "newer")
        }
    }

    /// The inventory is written last, and is the older one.
    @Test func anOlderInventoryDoesNotHideANewerAnswer() async throws {
        try await Fleet.test { fleet in
            await fleet.driver.hold("inventory")
            let all = Task { await fleet.server.inventory.readAll(fleet.host) }
            try await fleet.until { await fleet.driver.isWaiting(at: "inventory") }
            await fleet.driver.set("m1", name: "newer", state: "off")
            let id = try fleet.id("m1")
            #expect(await fleet.server.inventory.refresh(id, of: fleet.host))
            await fleet.driver.release("inventory")
            await all.value
            #expect(fleet.store.mirror.entry(id)?.name == "newer")
        }
    }

    @Test func aHostThatIsAwayHasNotAnswered() async throws {
        try await Fleet.test { fleet in
            await fleet.driver.goAway()
            let id = try fleet.id("m1")
            #expect(await !fleet.server.inventory.refresh(id, of: fleet.host))
        }
    }
}
