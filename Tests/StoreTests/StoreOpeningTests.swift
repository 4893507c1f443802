import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct StoreOpeningTests {
    @Test func makesPrivateDirectoryAndFile() throws {
        let scratch = try Scratch()
        let files = FileManager.default
        let directory = try files.attributesOfItem(atPath: scratch.directory.path)
        let file = try files.attributesOfItem(atPath: scratch.directory.appendingPathComponent("dragoman.sqlite").path)
        #expect(directory[.posixPermissions] as? Int == 0o700)
        #expect(file[.posixPermissions] as? Int == 0o600)
    }

    @Test func writesThroughToTheDisk() throws {
        let scratch = try Scratch()
        let connection = try Connection(directory: scratch.directory)
        #expect(try connection.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        #expect(try connection.writerPragma("synchronous") == 2)
        for durability in [Connection.Durability.ordered, .ordered, .synced, .synced, .ordered, .synced] {
            let mode = try connection.write(durability) { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
            #expect(mode == (durability == .synced ? 2 : 1))
        }
    }

    @Test func opensAgain() throws {
        let scratch = try Scratch()
        try scratch.store.events.append(type: "x", message: "y")
        #expect(try scratch.reopened().events.latest() == 1)
    }

    @Test func refusesNewerSchema() throws {
        let scratch = try Scratch()
        try scratch.store.close()
        try scratch.raw { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
        let error = #expect(throws: StoreError.self) { try Store(directory: scratch.directory) }
        #expect(error?.code == .schemaTooNew)
        #expect(error?.message.contains("newer") == true)
    }

    @Test func refusesWhatIsNoDatabase() throws {
        let scratch = try Scratch()
        try scratch.store.close()
        let file = scratch.directory.appendingPathComponent("dragoman.sqlite")
        try Data(repeating: 0x41, count: 8192).write(to: file)
        let error = #expect(throws: StoreError.self) { try Store(directory: scratch.directory) }
        #expect(error?.code == .corrupt)
    }

    @Test func refusesDirectoryThatIsAFile() throws {
        let scratch = try Scratch()
        let file = scratch.directory.appendingPathComponent("file")
        try Data().write(to: file)
        let error = #expect(throws: StoreError.self) { try Store(directory: file) }
        #expect(error?.code == .io)
    }

    @Test func everythingFailsWithClosedAfterClose() throws {
        let scratch = try Scratch()
        try scratch.store.close()
        let write = #expect(throws: StoreError.self) { try scratch.store.events.append(type: "x", message: "y") }
        let read = #expect(throws: StoreError.self) { try scratch.store.mirror.generic("x") }
        #expect(write?.code == .closed)
        #expect(read?.code == .closed)
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_795_491_601.123, "2026-11-24T03:40:01.123Z"),
        (951_782_400.0, "2000-02-29T00:00:00.000Z"),
        (-0.001, "1969-12-31T23:59:59.999Z"),
        (4_107_542_399.999, "2100-02-28T23:59:59.999Z"),
    ])
    func timesAreTextWithMilliseconds(_ seconds: Double, _ text: String) throws {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(Timestamp.text(date) == text)
        #expect(try Timestamp.date(text) == date)
    }

    @Test(arguments: ["", "2026-11-24", "2026-11-24T03:40:01.123+", "2026-1x-24T03:40:01.123Z"])
    func brokenTimesAreRefused(_ text: String) {
        #expect(throws: StoreError(.corrupt, "")) { try Timestamp.date(text) }
    }

    @Test func everyDayOfFourCenturiesComesBack() throws {
        for day in stride(from: 0, to: 146_097, by: 13) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            #expect(try Timestamp.date(Timestamp.text(date)) == date)
        }
    }
}

extension Connection {
    fileprivate func writerPragma(_ name: String) throws -> Int? {
        try write { try Int.fetchOne($0, sql: "PRAGMA \(name)") }
    }
}
