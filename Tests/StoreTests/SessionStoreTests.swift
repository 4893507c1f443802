import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct SessionStoreTests {
    let scratch: Scratch
    var sessions: SessionStore { scratch.store.sessions }

    init() throws {
        scratch = try Scratch()
    }

    @Test func keysAreLongAndDifferent() throws {
        let keys = try Set((0..<50).map { _ in try sessions.create(protocol: "p", user: "u").key })
        #expect(keys.count == 50)
        #expect(keys.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{64}/) != nil })
    }

    @Test func survivesACrashWithItsValues() throws {
        let session = try sessions.create(protocol: "p", user: "demo", values: ["locale": "en"])
        sessions.setValue(session.key, name: "filter", value: "<a href=\"/x\">é</a>")
        sessions.setValue(session.key, name: "gone", value: "1")
        sessions.setValue(session.key, name: "gone", value: nil)
        let found = try #require(sessions.find(session.key, idleLimit: 60))
        #expect(found.values == ["locale": "en", "filter": "<a href=\"/x\">é</a>"])
        #expect(try scratch.afterCrash().sessions.find(session.key, idleLimit: 60) == found)
    }

    @Test func unknownSessions() {
        #expect(sessions.find("", idleLimit: 60) == nil)
        sessions.touch("x")
        sessions.setValue("x", name: "a", value: "b")
        #expect(sessions.remove("x") == nil)
        #expect(sessions.list().isEmpty)
    }

    @Test func idleSessionsAreNotFound() throws {
        let session = try sessions.create(protocol: "p", user: "u")
        #expect(sessions.find(session.key, idleLimit: 60, now: session.created + 60) != nil)
        #expect(sessions.find(session.key, idleLimit: 60, now: session.created + 61) == nil)
        sessions.touch(session.key, now: session.created + 50)
        #expect(sessions.find(session.key, idleLimit: 60, now: session.created + 110) != nil)
    }

    @Test func lastUseIsWrittenAtMostOnceAMinute() throws {
        let session = try sessions.create(protocol: "p", user: "u")
        sessions.touch(session.key, now: session.created + 59)
        try sessions.flush()
        #expect(try scratch.afterCrash().sessions.list().map(\.lastUsed) == [session.created])
        sessions.touch(session.key, now: session.created + 60)
        try sessions.flush()
        #expect(try scratch.afterCrash().sessions.list().map(\.lastUsed) == [session.created + 60])
        sessions.touch(session.key, now: session.created + 70)
        #expect(try scratch.reopened().sessions.list().map(\.lastUsed) == [session.created + 70])
    }

    @Test func expiry() throws {
        let old = try sessions.create(protocol: "p", user: "old")
        let new = try sessions.create(protocol: "p", user: "new")
        sessions.touch(new.key, now: new.created + 100)
        #expect(sessions.expire(olderThan: 50, now: new.created + 101).map(\.user) == ["old"])
        #expect(sessions.find(old.key, idleLimit: .infinity) == nil)
        #expect(try scratch.afterCrash().sessions.list().map(\.user) == ["new"])
        #expect(sessions.expire(olderThan: 50, now: new.created + 101).isEmpty)
    }

    @Test func removal() throws {
        let session = try sessions.create(protocol: "p", user: "u")
        #expect(sessions.remove(session.key) == session)
        #expect(sessions.find(session.key, idleLimit: .infinity) == nil)
        #expect(try scratch.afterCrash().sessions.list().isEmpty)
    }

    @Test func aRemovalThatCannotBeWrittenIsWrittenLater() throws {
        let session = try sessions.create(protocol: "p", user: "u")
        try scratch.raw { database in
            try database.execute(
                sql: "CREATE TRIGGER refuse BEFORE DELETE ON session BEGIN SELECT RAISE(ABORT, 'refused'); END")
        }
        sessions.remove(session.key)
        #expect(sessions.find(session.key, idleLimit: .infinity) == nil)
        #expect(throws: StoreError.self) { try sessions.flush() }
        try scratch.raw { try $0.execute(sql: "DROP TRIGGER refuse") }
        _ = try sessions.create(protocol: "p", user: "other")
        try sessions.flush()
        #expect(try scratch.afterCrash().sessions.list().map(\.user) == ["other"])
    }

    @Test func listsByProtocol() throws {
        let a = try sessions.create(protocol: "a", user: "u")
        _ = try sessions.create(protocol: "b", user: "u")
        #expect(sessions.list(protocol: "a") == [a])
        #expect(sessions.list().count == 2)
    }

    @Test func aHundredTasks() async throws {
        let sessions = sessions
        let session = try sessions.create(protocol: "p", user: "u")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<100 {
                group.addTask {
                    sessions.setValue(session.key, name: "\(task)", value: "\(task)")
                    sessions.touch(session.key, now: session.created + Double(task * 60))
                    let own = try sessions.create(protocol: "q", user: "\(task)")
                    if task % 2 == 0 { sessions.remove(own.key) }
                }
            }
            try await group.waitForAll()
        }
        #expect(sessions.list(protocol: "q").count == 50)
        let again = try scratch.reopened().sessions
        #expect(again.find(session.key, idleLimit: .infinity)?.values.count == 100)
        #expect(again.list(protocol: "q").count == 50)
    }
}
