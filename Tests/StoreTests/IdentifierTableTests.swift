import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct IdentifierTableTests {
    let scratch: Scratch
    var table: IdentifierTable { scratch.store.identifiers }

    init() throws {
        scratch = try Scratch()
    }

    func uuid(
        _ native: String, scope: String = "host", owner: String? = nil, in other: IdentifierTable? = nil
    ) -> String {
        (other ?? table).assignUUID(
            platform: "one", scope: scope, type: "VM", native: native, genericType: "vm", owner: owner)
    }

    func native(
        _ uuid: String, scope: String = "", type: String = "VM", pattern: String = "vm-{number}",
        in other: IdentifierTable? = nil
    ) -> String {
        (other ?? table).assignNative(
            platform: "two", scope: scope, type: type, uuid: uuid, genericType: "vm", pattern: pattern)
    }

    @Test func bothWays() {
        let id = uuid("42")
        #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(uuid("42") == id)
        #expect(table.uuid(platform: "one", scope: "host", type: "VM", native: "42") == id)
        #expect(table.native(platform: "one", scope: "host", type: "VM", uuid: id) == "42")
        #expect(table.uuid(platform: "one", scope: "host", type: "VM", native: "43") == nil)
        #expect(table.uuid(platform: "one", scope: "host", type: "Host", native: "42") == nil)
        #expect(table.native(platform: "two", scope: "host", type: "VM", uuid: id) == nil)
    }

    @Test func scopesAreApart() {
        #expect(uuid("42", scope: "a") != uuid("42", scope: "b"))
    }

    @Test func patterns() {
        let (a, b) = (uuid("1"), uuid("2"))
        #expect(native(a) == "vm-1")
        #expect(native(b) == "vm-2")
        #expect(native(a) == "vm-1")
        #expect(native(a, scope: "other") == "vm-1")
        #expect(native(a, type: "Ref", pattern: "Ref:{uuid}") == "Ref:\(a)")
        #expect(native(b, type: "Name", pattern: "fixed") == "fixed")
        #expect(native(a, type: "Name", pattern: "fixed") == "fixed-1")
        #expect(table.uuid(platform: "two", scope: "", type: "VM", native: "vm-2") == b)
    }

    @Test func aNumberInUseIsPassedOver() {
        let taken = table.assignUUID(platform: "two", scope: "", type: "VM", native: "vm-1", genericType: "vm")
        let other = uuid("1")
        #expect(native(other) == "vm-2")
        #expect(table.uuid(platform: "two", scope: "", type: "VM", native: "vm-1") == taken)
    }

    @Test func tombstonesStay() throws {
        let id = uuid("42")
        let name = native(id)
        table.bury(id)
        #expect(table.uuid(platform: "one", scope: "host", type: "VM", native: "42") == nil)
        #expect(table.native(platform: "two", scope: "", type: "VM", uuid: id) == nil)
        let all = try table.all(uuid: id)
        #expect(all.map(\.native) == ["42", name])
        #expect(all.allSatisfy { $0.deleted })
        #expect(native(id) == name)
        #expect(table.uuid(platform: "two", scope: "", type: "VM", native: name) == nil)
        #expect(native(uuid("43")) == "vm-2")
    }

    @Test func aReusedNativeIdentifierIsANewObject() throws {
        let first = uuid("42")
        table.bury(first)
        let second = uuid("42")
        #expect(first != second)
        #expect(uuid("42") == second)
        let found = try table.find(platform: "one", type: "VM", native: "42")
        #expect(found.map(\.uuid) == [first, second])
        #expect(found.map(\.deleted) == [true, false])
        let again = try scratch.afterCrash().identifiers
        #expect(again.uuid(platform: "one", scope: "host", type: "VM", native: "42") == second)
        #expect(try again.all(uuid: first).map(\.deleted) == [true])
    }

    @Test func findLooksIntoEveryScope() throws {
        let (a, b) = (uuid("42", scope: "a"), uuid("42", scope: "b"))
        #expect(try table.find(platform: "one", type: "VM", native: "42").map(\.uuid) == [a, b])
        #expect(try table.find(platform: "one", type: "VM", native: "42").map(\.genericType) == ["vm", "vm"])
        #expect(try table.find(platform: "two", type: "VM", native: "42").isEmpty)
    }

    @Test func whatBelongsToAnObjectGoesWithIt() throws {
        let machine = uuid("vm")
        let snapshot = uuid("snap", owner: machine)
        let name = native(snapshot, type: "Snapshot")
        #expect(table.owner(of: snapshot) == machine)
        #expect(table.owner(of: machine) == nil)
        try table.flush()
        #expect(try scratch.afterCrash().identifiers.owner(of: snapshot) == machine)
        table.bury(machine)
        #expect(table.uuid(platform: "one", scope: "host", type: "VM", native: "snap") == nil)
        #expect(table.uuid(platform: "two", scope: "", type: "Snapshot", native: name) == nil)
        #expect(try table.all(uuid: snapshot).map(\.deleted) == [true, true])
        #expect(try table.all(uuid: snapshot).map(\.owner) == [machine, machine])
    }

    @Test func anOwnerCanBecomeKnownLater() throws {
        let (machine, snapshot) = (uuid("vm"), uuid("snap"))
        #expect(uuid("snap", owner: machine) == snapshot)
        #expect(table.owner(of: snapshot) == machine)
        try table.flush()
        #expect(try scratch.afterCrash().identifiers.owner(of: snapshot) == machine)
    }

    @Test func numbersNeverComeAgainAfterACrash() throws {
        var given: Set<String> = []
        for number in 0..<300 { given.insert(native(uuid("\(number)"))) }
        #expect(given.count == 300)
        let crashed = try scratch.afterCrash().identifiers
        for number in 0..<300 {
            let id = uuid("new \(number)", in: crashed)
            #expect(given.insert(native(id, in: crashed)).inserted)
        }
    }

    @Test func numbersGoOnWithoutAGapAfterClosing() throws {
        let id = uuid("a")
        #expect(native(id) == "vm-1")
        let again = try scratch.reopened().identifiers
        #expect(native(id, in: again) == "vm-1")
        #expect(native(uuid("b", in: again), in: again) == "vm-2")
    }

    @Test func whatMovesKeepsItsIdentityUnderTheNamesOfItsNewPlace() throws {
        let id = uuid("a", scope: "one")
        let disk = uuid("a/disk", scope: "one", owner: id)
        #expect(native(id) == "vm-1")
        // What the new place called so before is another object, and gone.
        let other = uuid("b", scope: "two")
        table.move(id, platform: "one", from: "one", to: "two", type: "VM", native: "b")
        for table in [table, try scratch.reopened().identifiers] {
            #expect(table.uuid(platform: "one", scope: "two", type: "VM", native: "b") == id)
            #expect(table.uuid(platform: "one", scope: "two", type: "VM", native: "b/disk") == disk)
            #expect(table.uuid(platform: "one", scope: "one", type: "VM", native: "a") == nil)
            #expect(table.uuid(platform: "one", scope: "one", type: "VM", native: "a/disk") == nil)
            #expect(table.uuid(platform: "two", scope: "", type: "VM", native: "vm-1") == id)
            #expect(uuid("a", scope: "one", in: table) != id)
            #expect(uuid("c", scope: "two", in: table) != other)
        }
    }

    @Test func aNumberOfADeadObjectNeverComesAgain() throws {
        let id = uuid("a")
        #expect(native(id) == "vm-1")
        table.bury(id)
        let again = try scratch.reopened().identifiers
        #expect(native(uuid("b", in: again), in: again) == "vm-2")
        #expect(native(id, in: again) == "vm-1")
    }

    @Test func assignmentsGoOnWhileTheDatabaseFails() throws {
        try scratch.raw { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON counter BEGIN SELECT RAISE(ABORT, 'refused'); END
                    """)
        }
        let id = uuid("a")
        #expect(native(id) == "vm-1")
        #expect(throws: StoreError.self) { try table.flush() }
        try scratch.raw { try $0.execute(sql: "DROP TRIGGER refuse") }
        try table.flush()
        let crashed = try scratch.afterCrash().identifiers
        #expect(native(id, in: crashed) == "vm-1")
        #expect(native(uuid("b", in: crashed), in: crashed) != "vm-1")
    }

    @Test func aHundredTasksAgree() async throws {
        let table = table
        let pairs = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<100 {
                group.addTask {
                    (0..<50).map { number in
                        let id = table.assignUUID(
                            platform: "one", scope: "host", type: "VM", native: "\(number)", genericType: "vm")
                        let name = table.assignNative(
                            platform: "two", scope: "", type: "VM", uuid: id, genericType: "vm",
                            pattern: "vm-{number}")
                        if number % 25 == 0 { try? table.flush() }
                        return "\(id) \(name)"
                    }
                }
            }
            return await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        #expect(pairs.count == 50)
        try table.flush()
        let crashed = try scratch.afterCrash().identifiers
        for number in 0..<50 {
            let id = uuid("\(number)", in: crashed)
            #expect(pairs.contains("\(id) \(native(id, in: crashed))"))
        }
    }
}
