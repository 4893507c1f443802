import Endpoints
import Hosts
import Testing
import XML

@testable import Xen

/// Connections that break and answers that are none: nothing is done twice, nothing hangs, and it recovers.
@Suite struct LiveXenFaultTests {
    @Test(arguments: [ScriptedXapi.Rule.swallow, .swallowAndBeLate])
    func aTaskWhoseAnswerWasLostIsFound(_ rule: ScriptedXapi.Rule) async throws {
        try await LiveFixture.with { f async throws in
            await f.server.next("Async.VM.start", rule)
            #expect(try await f.start().text == "")
            #expect(await f.server.count("Async.VM.start") == 1)
            #expect(try await f.machine()?.first("power_state")?.text == "Running")
            #expect(await f.server.records["task"]?.isEmpty == true)
        }
    }

    @Test func aCallThatNeverArrivedIsNotSentAgain() async throws {
        try await LiveFixture.with { f async throws in
            await f.server.next("Async.VM.start", .drop)
            await #expect { _ = try await f.start() } throws: { ($0 as? HostError)?.code == .uncertain }
            #expect(await f.server.count("Async.VM.start") == 1)
            #expect(try await f.machine()?.first("power_state")?.text == "Halted")
        }
    }

    @Test func aCallWithoutATaskIsNotSentAgain() async throws {
        try await LiveFixture.with { f async throws in
            await f.server.next("VM.set_name_label", .swallow)
            await #expect {
                _ = try await f.apply("VM.set_name_label", .string(LiveFixture.vm.id), .string("perhaps"))
            } throws: {
                ($0 as? HostError)?.code == .uncertain
            }
            #expect(await f.server.count("VM.set_name_label") == 1)
            #expect(try await f.machine()?.first("name_label")?.text == "perhaps")
            // A question may be asked again by whoever asked it.
            await f.server.next("VM.get_name_label", .drop)
            await #expect { _ = try await f.apply("VM.get_name_label", .string(LiveFixture.vm.id)) } throws: {
                ($0 as? HostError)?.code == .unreachable
            }
        }
    }

    @Test func aTaskOutlivesItsConnection() async throws {
        try await LiveFixture.with { f async throws in
            await f.server.holdTasks()
            let reply = Task { try await f.start() }
            try await LiveFixture.until { await f.server.records["task"]?.count == 1 }
            await f.server.next("event.from", .drop, .drop)
            await f.server.next("session.login_with_password", .drop, .say("busy", status: 503))
            try await LiveFixture.until { await f.changes.told.filter { $0 == .connected }.count == 2 }
            await f.server.releaseTasks()
            #expect(try await reply.value.text == "")
            #expect(await f.server.count("Async.VM.start") == 1)
        }
    }

    @Test func aTaskThatTheServerHasForgottenIsUncertain() async throws {
        try await LiveFixture.with { f async throws in
            await f.server.holdTasks()
            let reply = Task { try await f.start() }
            try await LiveFixture.until { await f.server.records["task"]?.count == 1 }
            let task = try #require(await f.server.records["task"]?.keys.first)
            await f.server.remove("task", task)
            await #expect { _ = try await reply.value } throws: { ($0 as? HostError)?.code == .uncertain }
        }
    }

    @Test(arguments: [
        ScriptedXapi.Rule.say("\u{0}\u{1}nonsense"), .say("{\"jsonrpc\":\"2.0\"}"), .say("", status: 500), .drop,
        .silence,
        .say("{\"jsonrpc\":\"2.0\",\"result\":{\"events\":7},\"id\":1}"),
        .say(String(repeating: "[", count: 5000)),
    ]) func garbageDisconnectsAndItRecovers(_ rule: ScriptedXapi.Rule) async throws {
        try await LiveFixture.with { f async throws in
            await f.server.next("event.from", rule)
            await f.server.next("session.login_with_password", .say("no", status: 503), .drop)
            try await LiveFixture.until {
                await f.changes.told.contains { if case .disconnected = $0 { true } else { false } }
            }
            try await LiveFixture.until { await f.changes.count(.connected) == 2 }
            #expect(try await f.start().text == "")
        }
    }

    @Test func anotherServerOfThePoolIsAsked() async throws {
        try await LiveFixture.with { f async throws in
            await f.server.set("host", LiveFixture.host, "address", .string("127.0.0.3"))
            _ = try await f.machine()
            let other = ScriptedXapi()
            await LiveFixture.seed(other)
            await other.set("VM", LiveFixture.vm.id, "name_label", .string("at the new master"))
            let listener = try await ScriptedXapiListener(other, host: "127.0.0.3", port: f.listener.port)
            await f.listener.close()
            await f.server.next("event.from", .drop, .drop)
            try await LiveFixture.until { await f.changes.count(.connected) == 2 }
            #expect(try await f.machine()?.first("name_label")?.text == "at the new master")
            #expect(try await f.start().text == "")
            await listener.close()
        }
    }

    @Test func commandsFailAtOnceWhileItIsAway() async throws {
        let driver = try LiveFixture.driver("http://127.0.0.1:1")
        await #expect { _ = try await driver.inventory() } throws: { ($0 as? HostError)?.code == .unreachable }
        let call = try Document(parsing: "<x:call xmlns:x='urn:dragoman:xapi'><x:method>VM.start</x:method></x:call>")
        await #expect { _ = try await driver.apply(call) { _ in } } throws: { ($0 as? HostError)?.code == .unreachable }
        await driver.close()
        await #expect { _ = try await driver.inventory() } throws: { ($0 as? HostError)?.code == .closed }
    }

    @Test func aRefusedLoginIsTold() async throws {
        let server = ScriptedXapi()
        await server.next(
            "session.login_with_password", .refuse(XapiError("SESSION_AUTHENTICATION_FAILED", "root", "no")))
        let listener = try await ScriptedXapiListener(server)
        let driver = try LiveFixture.driver("http://127.0.0.1:\(listener.port)")
        var changes = driver.changes.makeAsyncIterator()
        #expect(
            await changes.next()
                == .disconnected(
                    reason: "the login as root was refused: SESSION_AUTHENTICATION_FAILED (root, no)"))
        await driver.close()
        await listener.close()
    }
}
