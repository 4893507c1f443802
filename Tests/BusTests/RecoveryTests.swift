import Foundation
import Generic
import Store
import Testing
import XML

@testable import Agents

/// What becomes of commands that a crash cut off.
@Suite struct RecoveryTests {
    /// Leaves a journal with these commands behind, as a killed server does, and starts another one on it.
    private func restart(
        isAway: Bool = false, _ commands: (Fleet) throws -> [(Command, dispatched: Bool)],
        _ body: (Fleet, [String]) async throws -> Void
    ) async throws {
        let first = try await Fleet()
        try await first.ready()
        let left = try commands(first)
        let host = try first.id("n1", type: "node")
        try await first.stop()
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("bus-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: first.directory, to: copy)
        var tasks: [String] = []
        let second = try await Fleet(directory: copy, isAway: isAway) { store in
            for (command, dispatched) in left {
                let entry = try store.journal.accept(
                    protocol: ToyMappings.platform, user: "anna", host: host, target: command.target, name: command.name,
                    document: Document(command.element).bytes(), trace: "t")
                if dispatched { _ = try store.journal.dispatch(entry.id) }
                tasks.append(entry.id)
            }
        }
        try await second.ready()
        for task in tasks { await second.server.finish(of: task) }
        try await body(second, tasks)
        try await second.stop()
    }

    @Test func whatWasAcceptedIsCarriedOut() async throws {
        try await restart { try [($0.command("vm.powerOn"), false), ($0.command("vm.rename", named: "uno"), false)] } _: { fleet, tasks in
            #expect(await fleet.driver.done == ["start", "rename"])
            let outcomes = try tasks.map(fleet.outcome)
            #expect(outcomes == [.result(made: nil), .result(made: nil)])
            #expect(fleet.server.openCommands == 0)
        }
    }

    /// m2 runs and is called two: what wanted that was done, what wanted else was not. What says how something is to be is
    /// given again, what says what is to be done is not.
    @Test func whatWasDispatchedEndsAsTheHostShowsIt() async throws {
        try await restart {
            try [
                ($0.command("vm.powerOn", "m2"), true), ($0.command("vm.powerOff", "m2"), true),
                ($0.command("vm.rename", "m2", named: "two"), true), ($0.command("vm.rename", "m2", named: "zwei"), true),
                ($0.command("vm.reset", "m2"), true), ($0.command("vm.destroy", "m2"), true),
            ]
        } _: { fleet, tasks in
            #expect(await fleet.driver.done == ["rename"], "nothing is done twice")
            let faults = try tasks.map { try fleet.outcome(of: $0).fault?.code }
            #expect(faults == [nil, .interrupted, nil, nil, .interrupted, .interrupted])
        }
    }

    /// What may have been done is not said to be undone; what was not begun is.
    @Test func whatAHostThatIsAwayHasDoneIsNotKnown() async throws {
        try await restart(isAway: true) {
            try [($0.command("vm.rename", "m2", named: "zwei"), true), ($0.command("vm.rename", "m1", named: "eins"), false)]
        } _: { fleet, tasks in
            let faults = try tasks.map { try fleet.outcome(of: $0).fault?.code }
            #expect(faults == [.interrupted, .hostUnavailable])
            #expect(await fleet.driver.done.isEmpty)
        }
    }

    @Test func aStartThatTheHostDoesNotShowIsInterrupted() async throws {
        try await restart { try [($0.command("vm.powerOn", "m1"), true)] } _: { fleet, tasks in
            let outcome = try fleet.outcome(of: tasks[0])
            #expect(outcome.fault?.code == .interrupted)
        }
    }

    /// Nobody waits for ever for a command that the journal has no readable document of.
    @Test func whatCannotBeReadEnds() async throws {
        let fleet = try await Fleet { store in
            for document in ["", "<command", "<other/>"] {
                _ = try store.journal.accept(
                    protocol: ToyMappings.platform, user: "anna", host: "h", target: "t", name: "vm.powerOn",
                    document: Array(document.utf8), trace: "t")
            }
        }
        try await fleet.ready()
        let entries = try fleet.store.journal.recent(limit: 10, before: nil, target: "t")
        #expect(entries.count == 3)
        for entry in entries {
            await fleet.server.finish(of: entry.id)
            #expect(try fleet.outcome(of: entry.id).fault?.code == .interrupted)
        }
        #expect(try fleet.store.journal.unfinished().isEmpty)
        try await fleet.stop()
    }
}
