import Endpoints
import Hosts
import Testing
import XML

@testable import Xen

/// The conversation with a pool, and all that may go wrong in it.
@Suite struct LiveXenHostTests {
    @Test(arguments: [true, false]) func machinesAreReadAndChanged(_ speaksJSON: Bool) async throws {
        try await LiveFixture.with(speaksJSON: speaksJSON) { f async throws in
            let all = try await f.driver.inventory()
            #expect(all.map(\.reference.type) == ["host", "VM"])
            let vm = try #require(all.last?.document.root)
            #expect(vm.first("name_label")?.text == "web & <more>" && vm["host"] == LiveFixture.host)
            #expect(vm.first("is_a_snapshot")?.first("boolean")?.text == "0")
            #expect(vm.first("snapshot_time")?.first("dateTime")?.text == "19700101T00:00:00Z")
            #expect(vm.first("platform")?.first("struct")?.first("member")?["name"] == "a\"b")
            #expect(try await f.start().text == "")
            #expect(try await f.machine()?.first("power_state")?.text == "Running")
            let again = try await f.start()
            #expect(again.isFault && again.text == "VM_BAD_POWER_STATE \(LiveFixture.vm.id) halted running")
            let made = try await f.apply("VM.create", .structure([]))
            #expect(made.text.hasPrefix("OpaqueRef:vm-"))
            _ = try await f.apply("VM.set_name_label", .string(LiveFixture.vm.id), .string("other"))
            #expect(try await f.machine()?.first("name_label")?.text == "other")
            #expect(await f.server.records["task"]?.isEmpty == true)
            #expect(await f.server.count("event.from") < 60)
        }
    }

    @Test func whatTheServerHasNoTaskForIsCalledAtOnce() async throws {
        try await LiveFixture.with { f async throws in
            await f.server.next("Async.VM.start", .refuse(XapiError("MESSAGE_METHOD_UNKNOWN", "Async.VM.start")))
            #expect(try await !f.start().isFault)
            #expect(await f.server.count("VM.start") == 1)
        }
    }

    @Test func changesAreTold() async throws {
        try await LiveFixture.with { f async throws in
            await f.server.set("VM", LiveFixture.vm.id, "name_label", .string("by hand"))
            try await LiveFixture.until { await f.changes.count(.changed(LiveFixture.vm)) == 1 }
            // The change that has been told is read without another question.
            let asked = await f.server.count("event.from")
            let told = try await f.driver.readChanged(LiveFixture.vm)
            #expect(told?.document.root.first("name_label")?.text == "by hand")
            #expect(await f.server.count("event.from") <= asked + 1)
            // What a server writes all the time is no change.
            await f.server.set("VM", LiveFixture.vm.id, "last_updated", .string("now"))
            await f.server.put("VM", "OpaqueRef:new", ["power_state": .string("Halted")])
            let new = NativeReference(type: "VM", id: "OpaqueRef:new")
            try await LiveFixture.until { await f.changes.count(.changed(new)) == 1 }
            await f.server.remove("VM", "OpaqueRef:new")
            try await LiveFixture.until { await f.changes.count(.removed(new)) == 1 }
            #expect(await f.changes.count(.changed(LiveFixture.vm)) == 1)
            #expect(try await f.driver.read(new) == nil)
        }
    }

    /// A change that has been told and not been read yet does not answer for what has happened since.
    @Test func whatACommandHasDoneIsRead() async throws {
        try await LiveFixture.with { f async throws in
            for round in 1...10 {
                await f.server.set("VM", LiveFixture.vm.id, "name_description", .string("\(round)"))
                try await LiveFixture.until { await f.changes.count(.changed(LiveFixture.vm)) >= 2 * round - 1 }
                _ = try await f.apply("VM.set_name_label", .string(LiveFixture.vm.id), .string("name \(round)"))
                #expect(try await f.machine()?.first("name_label")?.text == "name \(round)")
                try await LiveFixture.until { await f.changes.count(.changed(LiveFixture.vm)) == 2 * round }
            }
        }
    }

    @Test func aServerThatIsNoMasterAnyMoreHasDoneNothing() async throws {
        try await LiveFixture.with { f async throws in
            await f.server.next("Async.VM.start", .refuse(XapiError("HOST_IS_SLAVE", "127.0.0.1")))
            let error = await #expect(throws: HostError.self) { try await f.start() }
            #expect(error?.code == .unreachable)
            #expect(try await !f.start().isFault)
        }
    }

    @Test(arguments: ["SESSION_INVALID", "EVENTS_LOST"]) func everythingIsReadAgain(_ code: String) async throws {
        try await LiveFixture.with { f async throws in
            await f.server.next("event.from", .refuse(XapiError(code, "x")))
            await f.server.set("VM", LiveFixture.vm.id, "name_label", .string("in the gap"))
            try await LiveFixture.until { await f.changes.count(.everything) == 1 }
            #expect(try await f.driver.inventory().last?.document.root.first("name_label")?.text == "in the gap")
            #expect(await !f.changes.told.contains { if case .disconnected = $0 { true } else { false } })
            #expect(await f.server.sessions.count == 2)
        }
    }

    @Test func allSessionsEnd() async throws {
        try await LiveFixture.with { f async throws in
            await f.server.endSessions()
            #expect(try await !f.start().isFault)
            try await LiveFixture.until { try await f.machine()?.first("power_state")?.text == "Running" }
            #expect(await f.server.value("VM", LiveFixture.vm.id, "power_state") == .string("Running"))
        }
    }

    @Test func aSlaveNamesTheMaster() async throws {
        try await LiveFixture.with { f async throws in
            // The same port on another address of this machine.
            let slave = ScriptedXapi()
            await slave.next("session.login_with_password", .refuse(XapiError("HOST_IS_SLAVE", "127.0.0.1")))
            let listener = try await ScriptedXapiListener(slave, host: "127.0.0.2", port: f.listener.port)
            let driver = try LiveFixture.driver("http://127.0.0.2:\(f.listener.port)")
            #expect(try await driver.inventory().count == 2)
            #expect(await slave.calls == ["session.login_with_password"])
            await driver.close()
            await listener.close()
        }
    }

    @Test func slavesThatNameEachOtherAreGivenUp() async throws {
        let server = ScriptedXapi()
        await server.next(
            "session.login_with_password", .refuse(XapiError("HOST_IS_SLAVE", "127.0.0.1")),
            .refuse(XapiError("HOST_IS_SLAVE", "127.0.0.1")), .refuse(XapiError("HOST_IS_SLAVE", "127.0.0.1")))
        let listener = try await ScriptedXapiListener(server)
        let driver = try LiveFixture.driver("http://127.0.0.1:\(listener.port)")
        await #expect(throws: HostError.self) { try await driver.inventory() }
        await driver.close()
        await listener.close()
    }

    @Test(arguments: [
        ("https://a.example", "/jsonrpc"), ("https://a.example/RPC2", "/jsonrpc"), ("https://a.example/xen1/", "/xen1/jsonrpc"),
        ("https://a.example/xen1/jsonrpc", "/xen1/jsonrpc"),
    ]) func whereCallsGo(_ url: String, _ path: String) throws {
        let address = try #require(EndpointAddress(url, defaultPath: "/"))
        #expect(XapiClient(HTTPEndpoint(address, trust: .none)).path("/jsonrpc") == path)
    }

    @Test func passwordsGoNowhereInTheClear() throws {
        let address = try #require(EndpointAddress("http://127.0.0.1:81/x", defaultPath: "/"))
        #expect(address.at("192.0.2.1") == nil && address.at("127.0.0.2")?.description == "http://127.0.0.2:81/x")
        let secure = try #require(EndpointAddress("https://a.example", defaultPath: "/"))
        #expect(
            secure.at("fd00::1")?.description == "https://[fd00::1]/" && secure.at("a@b") == nil && secure.at("") == nil
        )
    }
}
