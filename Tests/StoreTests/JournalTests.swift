import Foundation
import Testing

@testable import Store

@Suite struct JournalTests {
    let scratch: Scratch
    var journal: Journal { scratch.store.journal }

    init() throws {
        scratch = try Scratch()
    }

    @discardableResult
    func accept(_ target: String = "vm", name: String = "vm.powerOn") throws -> JournalEntry {
        try journal.accept(
            protocol: "p", user: "demo", host: "h", target: target, name: name, document: bytes("<command/>"))
    }

    @Test func lifeOfACommand() throws {
        let id = try accept().id
        let accepted = try #require(journal.entry(id))
        #expect(accepted.state == .accepted)
        #expect(accepted.document == bytes("<command/>"))
        #expect(accepted.started == nil)
        #expect(try journal.dispatch(id).state == .dispatched)
        journal.progress(id, 40)
        journal.setTrace(id, "because")
        let running = try #require(journal.entry(id))
        #expect(running.progress == 40)
        let started = try #require(running.started)
        #expect(started >= running.created)
        let done = try journal.finish(id, result: bytes("<result/>"))
        #expect(done.state == .done)
        #expect(done.progress == 100)
        #expect(done.trace == "because")
        #expect(journal.entry(id) == done)
        #expect(try scratch.afterCrash().journal.entry(id) == done)
    }

    @Test func whatTheCommandIsCalledIsWrittenWithIt() throws {
        let identifiers = scratch.store.identifiers
        let native = identifiers.assignNative(
            platform: "p", scope: "", type: "Task", uuid: "t", genericType: "task", pattern: "task-{number}")
        #expect(identifiers.hasPending)
        try journal.accept(
            id: "t", protocol: "p", user: "demo", host: "h", target: "vm", name: "vm.powerOn", document: bytes("<command/>"))
        #expect(!identifiers.hasPending)
        let again = try scratch.afterCrash().identifiers
        #expect(again.uuid(platform: "p", scope: "", type: "Task", native: native) == "t")
    }

    @Test func aFaultKeepsTheProgress() throws {
        let id = try accept().id
        try journal.dispatch(id)
        journal.progress(id, 140)
        #expect(journal.entry(id)?.progress == 100)
        journal.progress(id, 30)
        let done = try journal.finish(id, fault: bytes("<fault/>"))
        #expect(done.progress == 30)
        #expect(done.fault == bytes("<fault/>"))
        #expect(done.result == nil)
        journal.progress(id, 50)
        #expect(journal.entry(id)?.progress == 30)
    }

    @Test func wrongStepsAreRefused() throws {
        #expect(throws: StoreError(.notFound, "")) { try journal.dispatch("unknown") }
        let entry = try accept()
        let first = try journal.dispatch(entry.id)
        #expect(try journal.dispatch(entry.id) == first)
        try journal.finish(entry.id, result: [])
        #expect(throws: StoreError(.conflict, "")) { try journal.finish(entry.id, fault: []) }
        #expect(throws: StoreError(.conflict, "")) { try journal.dispatch(entry.id) }
        #expect(throws: StoreError(.conflict, "")) {
            try journal.accept(
                id: entry.id, protocol: "p", user: "u", host: "h", target: "t", name: "n", document: [])
        }
        #expect(journal.entry(entry.id)?.result == [])
    }

    @Test func acceptedCommandsSurviveACrash() throws {
        let (a, b, c) = (try accept("a"), try accept("b"), try accept("c"))
        try journal.dispatch(b.id)
        try journal.finish(c.id, result: [])
        journal.progress(b.id, 55)
        #expect(try journal.unfinished().map(\.id) == [a.id, b.id])
        #expect(try journal.unfinished().map(\.progress) == [0, 55])
        let crashed = try scratch.afterCrash().journal
        let unfinished = try crashed.unfinished()
        #expect(unfinished.map(\.id) == [a.id, b.id])
        #expect(unfinished.map(\.state) == [.accepted, .dispatched])
        #expect(unfinished[0] == a)
        try crashed.finish(a.id, fault: bytes("lost"))
        #expect(try crashed.unfinished().map(\.id) == [b.id])
    }

    @Test func recentIsNewestFirst() throws {
        let entries = try (0..<10).map { try accept($0 % 2 == 0 ? "even" : "odd") }
        #expect(try journal.recent(limit: 3).map(\.seq) == [10, 9, 8])
        #expect(try journal.recent(limit: 3, before: entries[4].seq).map(\.seq) == [4, 3, 2])
        #expect(try journal.recent(limit: 20, target: "even").map(\.seq) == [9, 7, 5, 3, 1])
        #expect(try journal.recent(limit: 2, before: 6, target: "even").map(\.seq) == [5, 3])
        #expect(try journal.recent(limit: 0).isEmpty)
    }

    @Test func manyCommandsAreReadFromTheDatabase() throws {
        let first = try accept("old")
        let stuck = try accept("old")
        for _ in 0..<2100 {
            let id = try accept().id
            try journal.finish(id, result: [])
        }
        let done = try journal.finish(first.id, result: bytes("late"))
        journal.progress(stuck.id, 12)
        #expect(journal.entry(first.id) == done)
        #expect(journal.entry(stuck.id)?.progress == 12)
        #expect(try journal.recent(limit: 5, target: "old").map(\.progress) == [12, 100])
        let all = try journal.recent(limit: 5000)
        #expect(all.map(\.seq) == Array((1...2102).reversed()))
        #expect(try scratch.afterCrash().journal.recent(limit: 5000).map(\.seq) == all.map(\.seq))
        #expect(try scratch.afterCrash().journal.entry(stuck.id)?.state == .accepted)
    }

    @Test func pruningKeepsTheUnfinished() throws {
        let entries = try (0..<10).map { _ in try accept() }
        for entry in entries.dropFirst() { try journal.finish(entry.id, result: []) }
        try journal.prune(keepingLast: 3)
        #expect(try journal.recent(limit: 100).map(\.seq) == [10, 9, 8, 1])
        #expect(journal.entry(entries[1].id) == nil)
        #expect(try scratch.afterCrash().journal.recent(limit: 100).map(\.seq) == [10, 9, 8, 1])
        try journal.prune(keepingLast: 50)
        #expect(try journal.recent(limit: 100).count == 4)
        try journal.finish(entries[0].id, result: [])
        try journal.prune(keepingLast: 0)
        #expect(try journal.recent(limit: 100).isEmpty)
        #expect(try accept().seq == 11)
    }

    @Test func aHundredTasks() async throws {
        let journal = journal
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<100 {
                group.addTask {
                    for _ in 0..<5 {
                        let id = try journal.accept(
                            protocol: "p", user: "u", host: "h", target: "\(task)", name: "n", document: []).id
                        try journal.dispatch(id)
                        journal.progress(id, 50)
                        try journal.finish(id, result: [])
                    }
                }
            }
            try await group.waitForAll()
        }
        let all = try journal.recent(limit: 1000)
        #expect(all.map(\.seq) == Array((1...500).reversed()))
        #expect(all.allSatisfy { $0.state == .done })
        #expect(try journal.unfinished().isEmpty)
    }
}
