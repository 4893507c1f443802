import Foundation
import Testing

@testable import Store

@Suite struct EventAndAuditTests {
    let scratch: Scratch
    var events: EventLog { scratch.store.events }
    var audit: AuditLog { scratch.store.audit }

    init() throws {
        scratch = try Scratch()
    }

    @Test func eventsAreInOrder() throws {
        #expect(events.latest() == 0)
        let first = try events.append(
            type: "vm.poweredOn", target: "t", host: "h", user: "u", protocol: "p", message: "It is on.")
        try events.append(type: "host.lost", message: "It is gone.")
        #expect(first.seq == 1)
        #expect(events.latest() == 2)
        #expect(try events.since(0, limit: 1) == [first])
        #expect(try events.since(1, limit: 10).map(\.type) == ["host.lost"])
        #expect(try events.since(1, limit: 10).first?.target == nil)
        #expect(try events.since(2, limit: 10).isEmpty)
        #expect(try scratch.afterCrash().events.since(0, limit: 10).first == first)
    }

    @Test func numbersGoOnAfterPruning() throws {
        for number in 0..<10 { try events.append(type: "x", message: "\(number)") }
        try events.prune(keepingLast: 4)
        #expect(try events.since(0, limit: 100).map(\.seq) == [7, 8, 9, 10])
        try events.prune(keepingLast: 0)
        let crashed = try scratch.afterCrash().events
        #expect(crashed.latest() == 10)
        #expect(try crashed.append(type: "x", message: "").seq == 11)
    }

    @Test func aHundredTasks() async throws {
        let events = events
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    let event = try events.append(type: "x", message: "")
                    #expect(try events.since(event.seq - 1, limit: 1) == [event])
                }
            }
            try await group.waitForAll()
        }
        #expect(try events.since(0, limit: 1000).map(\.seq) == Array(1...100))
        #expect(events.latest() == 100)
    }

    @Test func auditIsNewestFirst() throws {
        for action in ["login", "vm.destroy", "logout"] {
            try audit.append(
                user: "u", protocol: "p", address: "192.0.2.1", action: action,
                target: action == "vm.destroy" ? "t" : nil, outcome: "done")
        }
        let records = try scratch.afterCrash().audit.recent(limit: 2)
        #expect(records.map(\.action) == ["logout", "vm.destroy"])
        #expect(records.map(\.target) == [nil, "t"])
        #expect(records.map(\.id) == [3, 2])
        try audit.prune(keepingLast: 1)
        #expect(try audit.recent(limit: 10).map(\.id) == [3])
    }
}
