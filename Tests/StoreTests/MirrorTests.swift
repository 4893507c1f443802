import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct MirrorTests {
    let scratch: Scratch
    var mirror: Mirror { scratch.store.mirror }

    init() throws {
        scratch = try Scratch()
    }

    func write(
        _ id: String, type: String = "vm", host: String = "h1", name: String? = nil, references: [String] = [],
        content: String = "<vm/>"
    ) -> MirrorWrite {
        MirrorWrite(
            id: id, type: type, host: host, name: name ?? id, references: references,
            generic: bytes("generic \(content)"), native: bytes("native \(content)"))
    }

    @Test func keepsBothDocuments() throws {
        try mirror.put([write("a", content: "1"), write("b", content: "2")])
        #expect(try mirror.generic("a") == bytes("generic 1"))
        #expect(try mirror.native("b") == bytes("native 2"))
        #expect(try mirror.generic("c") == nil)
        #expect(try mirror.native("c") == nil)
        #expect(mirror.entry("c") == nil)
    }

    @Test func keepsEmptyDocuments() throws {
        try mirror.put([MirrorWrite(id: "a", type: "vm", host: "h", name: "a", generic: [], native: [])])
        #expect(try mirror.generic("a") == [])
    }

    @Test func revisionsIncreaseOverAllObjects() throws {
        let first = try mirror.put([write("a"), write("b")])
        #expect(first.map(\.0.revision) == [1, 2])
        #expect(first.map(\.1) == [.inserted, .inserted])
        let second = try mirror.put([write("a", content: "new"), write("b"), write("c")])
        #expect(second.map(\.0.revision) == [3, 2, 4])
        #expect(second.map(\.1) == [.updated, .unchanged, .inserted])
        #expect(mirror.entry("a")?.revision == 3)
        #expect(mirror.revision == 4)
    }

    @Test func aChangedNameOrReferenceIsAChange() throws {
        try mirror.put([write("a", name: "x")])
        #expect(try mirror.put([write("a", name: "y")])[0].1 == .updated)
        #expect(try mirror.put([write("a", name: "y", references: ["d"])])[0].1 == .updated)
        #expect(try mirror.put([write("a", name: "y", references: ["d"])])[0].1 == .unchanged)
    }

    @Test func bytesMovedBetweenDocumentsAreAChange() throws {
        func put(_ generic: String, _ native: String) throws -> MirrorChange {
            try mirror.put([
                MirrorWrite(
                    id: "a", type: "vm", host: "h", name: "a", generic: bytes(generic), native: bytes(native))
            ])[0].1
        }
        #expect(try put("ab", "c") == .inserted)
        #expect(try put("a", "bc") == .updated)
        #expect(try put("a", "cb") == .updated)
        #expect(try put("a", "cb") == .unchanged)
    }

    @Test func theSameObjectTwiceInOneBatch() throws {
        let outcome = try mirror.put([write("a"), write("a"), write("a", content: "2")])
        #expect(outcome.map(\.1) == [.inserted, .unchanged, .updated])
        #expect(mirror.entry("a")?.revision == 2)
        #expect(try mirror.generic("a") == bytes("generic 2"))
        #expect(mirror.count() == 1)
    }

    @Test func revisionsAndUnchangedSurviveReopening() throws {
        try mirror.put([write("a", references: ["d", "e"]), write("b")])
        try mirror.remove(["b"])
        let again = try scratch.afterCrash().mirror
        #expect(again.entry("a") == mirror.entry("a"))
        #expect(again.referrers(of: "e").map(\.id) == ["a"])
        #expect(try again.put([write("a", references: ["d", "e"])])[0].1 == .unchanged)
        #expect(try again.put([write("c")])[0].0.revision == 4)
    }

    @Test func listsAreSortedAndFiltered() throws {
        try mirror.put([
            write("3", name: "b"), write("2", name: "a"), write("1", name: "b"),
            write("h1", type: "host", name: "h"), write("4", host: "h2", name: "0"),
        ])
        #expect(mirror.entries().map(\.id) == ["4", "2", "1", "3", "h1"])
        #expect(mirror.entries(type: "vm").map(\.id) == ["4", "2", "1", "3"])
        #expect(mirror.entries(host: "h2").map(\.id) == ["4"])
        #expect(mirror.entries(type: "vm", host: "h1").map(\.id) == ["2", "1", "3"])
        #expect(mirror.entries(type: "network").isEmpty)
        #expect(mirror.count(type: "vm") == 4)
        #expect(mirror.count(type: "network") == 0)
        #expect(mirror.count() == 5)
    }

    @Test func listsStayInOrderWhileObjectsChange() throws {
        _ = (mirror.entries(), mirror.entries(type: "vm"), mirror.entries(host: "h1"))
        _ = mirror.entries(type: "vm", host: "h2")
        var generator = SystemRandomNumberGenerator()
        for round in 0..<60 {
            let writes = (0..<Int.random(in: 1...100, using: &generator)).map { _ in
                write(
                    String(Int.random(in: 0..<80)), type: Bool.random() ? "vm" : "network",
                    host: Bool.random() ? "h1" : "h2", name: String(Int.random(in: 0..<20)), content: "\(round)")
            }
            try mirror.put(writes)
            try mirror.remove((0..<5).map { _ in String(Int.random(in: 0..<80)) })
            let all = mirror.entries()
            #expect(all == all.sorted { ($0.name, $0.id) < ($1.name, $1.id) })
            #expect(all.count == mirror.count())
            #expect(mirror.entries(type: "vm") == all.filter { $0.type == "vm" })
            #expect(mirror.entries(host: "h1") == all.filter { $0.host == "h1" })
            #expect(mirror.entries(type: "vm", host: "h2") == all.filter { $0.type == "vm" && $0.host == "h2" })
            #expect(mirror.count(type: "vm") == mirror.entries(type: "vm").count)
        }
        #expect(try scratch.afterCrash().mirror.entries() == mirror.entries())
    }

    @Test func referrersFollowTheReferences() throws {
        try mirror.put([write("a", references: ["d", "n"]), write("b", references: ["d"])])
        #expect(mirror.referrers(of: "d").map(\.id) == ["a", "b"])
        try mirror.put([write("a", references: ["n"])])
        #expect(mirror.referrers(of: "d").map(\.id) == ["b"])
        #expect(mirror.referrers(of: "n").map(\.id) == ["a"])
        try mirror.remove(["b"])
        #expect(mirror.referrers(of: "d").isEmpty)
    }

    @Test func removalReturnsWhatWasThere() throws {
        try mirror.put([write("a"), write("b")])
        let removed = try mirror.remove(["a", "x", "a"])
        #expect(removed.map(\.id) == ["a"])
        #expect(removed.map(\.revision) == [3])
        #expect(mirror.entry("a") == nil)
        #expect(try mirror.generic("a") == nil)
        #expect(try mirror.put([write("a")])[0].1 == .inserted)
        #expect(mirror.entry("a")?.revision == 4)
    }

    @Test func removalBuriesIdentifiers() throws {
        let table = scratch.store.identifiers
        let uuid = table.assignUUID(platform: "p", scope: "s", type: "VM", native: "1", genericType: "vm")
        try mirror.put([write(uuid)])
        try mirror.remove([uuid])
        #expect(table.uuid(platform: "p", scope: "s", type: "VM", native: "1") == nil)
        #expect(try table.all(uuid: uuid).map(\.deleted) == [true])
    }

    @Test func putWritesIdentifiersToo() throws {
        let table = scratch.store.identifiers
        let uuid = table.assignUUID(platform: "p", scope: "s", type: "VM", native: "1", genericType: "vm")
        try mirror.put([write(uuid)])
        let again = try scratch.afterCrash().identifiers
        #expect(again.uuid(platform: "p", scope: "s", type: "VM", native: "1") == uuid)
    }

    @Test func aFailedPutChangesNothing() throws {
        try mirror.put([write("a")])
        try scratch.raw { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON object WHEN NEW.id = 'bad'
                    BEGIN SELECT RAISE(ABORT, 'refused'); END
                    """)
        }
        let table = scratch.store.identifiers
        let uuid = table.assignUUID(platform: "p", scope: "s", type: "VM", native: "1", genericType: "vm")
        #expect(throws: StoreError.self) {
            try mirror.put([write("a", content: "2"), write("bad")])
        }
        #expect(mirror.entry("a")?.revision == 1)
        #expect(mirror.count() == 1)
        #expect(try mirror.generic("a") == bytes("generic <vm/>"))
        #expect(try scratch.afterCrash().identifiers.all(uuid: uuid).isEmpty)
        try table.flush()
        #expect(try scratch.afterCrash().identifiers.all(uuid: uuid).count == 1)
    }

    @Test func bulkReadsAndStatistics() throws {
        try mirror.put((0..<1203).map { write("\($0)", content: "\($0)") } + [write("n", type: "network")])
        let documents = try mirror.generic((0..<1203).map(String.init) + ["unknown"])
        #expect(documents.count == 1203)
        #expect(documents["1202"] == bytes("generic 1202"))
        let statistics = mirror.statistics
        #expect(statistics.objects == ["vm": 1203, "network": 1])
        #expect(statistics.databaseBytes > 100_000)
        #expect(statistics.revision == 1204)
    }

    @Test func aHundredTasks() async throws {
        let mirror = mirror
        let writes = (0..<100).map { write("\($0)", references: ["d"], content: "first") }
        let revisions = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for write in writes {
                group.addTask {
                    var write = write
                    var revisions = try mirror.put([write]).map(\.0.revision)
                    write.generic = bytes("second")
                    revisions += try mirror.put([write]).map(\.0.revision)
                    #expect(try mirror.generic(write.id) == bytes("second"))
                    #expect(mirror.referrers(of: "d").contains { $0.id == write.id })
                    if mirror.entries(type: "vm").count % 10 == 0 {
                        revisions += try mirror.remove([write.id]).map(\.revision)
                    }
                    return revisions
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(revisions.sorted() == Array(1...Int64(revisions.count)))
        #expect(mirror.revision == Int64(revisions.count))
        #expect(try scratch.afterCrash().mirror.entries() == mirror.entries())
        #expect(mirror.entries(type: "vm").count == mirror.count())
    }

    @Test func tenThousandObjectsAreQuick() throws {
        let body = String(repeating: "<disk id='scsi0:0' capacity='1073741824'/>", count: 100)
        let writes = (0..<10_000).map { number in
            write("id-\(number)", name: "vm-\(number)", references: ["h1", "d\(number % 7)"], content: body)
        }
        let clock = ContinuousClock()
        let first = try clock.measure { try mirror.put(writes) }
        let second = try clock.measure { try mirror.put(writes) }
        let list = clock.measure { _ = mirror.entries(type: "vm") }
        let warm = clock.measure { _ = mirror.entries(type: "vm") }
        let open = try clock.measure { _ = try scratch.afterCrash() }
        print("10,000 puts \(first), again \(second), list \(list), again \(warm), open \(open)")
        #expect(first < .seconds(10))
        #expect(second < .seconds(5))
        #expect(mirror.referrers(of: "h1").count == 10_000)
    }
}
