import Bus
import Foundation
import Generic
import Hosts
import Store
import Testing
import XML

@testable import Agents

@Suite struct TransformServerTests {
    @Test func aHostIsMirrored() async throws {
        try await Fleet.test { fleet in
            #expect(fleet.host.state.connected)
            #expect(fleet.store.mirror.entries(type: "vm").map(\.name) == ["one", "two"])
            #expect(try fleet.state("m2") == "running")
            let references = try #require(fleet.store.mirror.entry(try fleet.id("m1"))).references
            #expect(Set(references) == [try fleet.id("n1", type: "node"), try fleet.id("p1", type: "pool")])
        }
    }

    // MARK: - The two ways

    @Test func aDirectCommandIsTranslatedAlone() async throws {
        try await Fleet.test { fleet in
            let (outcome, trace) = try await fleet.run(fleet.command("vm.powerOn"))
            #expect(outcome == .result(made: nil))
            let call = try #require(await fleet.driver.calls.last)
            #expect(call["do"] == "start" && call["machine"] == "m1")
            #expect(call["has"] == "1" && call["was"] == "", "the mirror's data are not given")
            #expect(try fleet.state("m1") == "running", "the mirror has followed when the task ends")
            let names = trace.stages.map(\.name)
            #expect(trace.stages.contains { $0.name == "decision" && $0.note == "direct: Starting needs no data." })
            #expect(!names.contains("mirror"))
            let order = ["router", "decision", "command-out", "call", "reply", "object-in", "data writer", "result-in", "result"]
            #expect(names.filter(order.contains).removingRepeats == order, "\(names)")
        }
    }

    @Test func aRedirectedCommandIsGivenTheData() async throws {
        try await Fleet.test { fleet in
            let (outcome, trace) = try await fleet.run(fleet.command("vm.powerOff", "m2"))
            #expect(outcome == .result(made: nil))
            let call = try #require(await fleet.driver.calls.last)
            #expect(call["was"] == "running" && call["has"] == "4")
            #expect(trace.stages.contains { $0.name == "decision" && $0.note == "redirected: Stopping looks at the state." })
            #expect(trace.stages.contains { $0.name == "mirror" })
            #expect(try fleet.state("m2") == "off")
        }
    }

    @Test func aConditionDecides() async throws {
        try await Fleet.test { fleet in
            _ = try await fleet.run(fleet.command("vm.suspend", "m1"))
            _ = try await fleet.run(fleet.command("vm.suspend", "m2"))
            #expect(await fleet.driver.calls.map { $0["has"] } == ["1", "4"], "m1 is off: direct; m2 runs: redirected")
        }
    }

    @Test func aNativeCommandBecomesAGenericOne() async throws {
        try await Fleet.test { fleet in
            let views = ViewCache(fleet.server, protocolName: ToyMappings.platform)
            let shown = try #require(try views.views(of: fleet.id("m1")).first?.rootAttribute("id"))
            let native = Document(Element("Start", attributes: ["machine": shown]))
            let command = try fleet.server.command(native, from: fleet.client, trace: fleet.server.traces.begin())
            #expect(command.name == "vm.powerOn")
            #expect(try command.target == fleet.id("m1"))
            let unknown = Document(Element("Start", attributes: ["machine": "m-99"]))
            #expect(throws: Fault(.notFound, "There is no machine m-99", ["type": "machine", "id": "m-99"])) {
                try fleet.server.command(unknown, from: fleet.client, trace: fleet.server.traces.begin())
            }
            let fault = #expect(throws: Fault.self) {
                try fleet.server.command(Document(Element("Fly")), from: fleet.client, trace: fleet.server.traces.begin())
            }
            #expect(fault?.code == .notSupported)
            let trace = fleet.server.traces.begin()
            let secret = Document(Element("Stop", attributes: ["machine": shown, "word": "sesame"]))
            #expect(try fleet.server.command(secret, from: fleet.client, trace: trace).name == "vm.powerOff")
            #expect(trace.stages.first?.document?.contains("word=\"(secret)\"") == true)
            #expect(!trace.stages.contains { $0.document?.contains("sesame") == true })
        }
    }

    // MARK: - Refusals

    @Test func whatTheTableRefusesIsNotAccepted() async throws {
        try await Fleet.test { fleet in
            let fault = #expect(throws: Fault.self) { try fleet.accept(fleet.command("vm.pause")) }
            #expect(fault?.code == .notSupported)
            #expect(fault?.message == "Toys cannot be paused.")
            #expect(throws: Fault.self) { try fleet.accept(fleet.command("vm.unpause")) }
            let journal = try fleet.store.journal.recent(limit: 10)
            #expect(journal.isEmpty)
            #expect(try fleet.store.audit.recent(limit: 10).map(\.outcome) == ["refused", "refused"])
            #expect(await fleet.driver.calls.isEmpty)
        }
    }

    @Test func whatIsNotValidIsNotAccepted() async throws {
        try await Fleet.test { fleet in
            for name in ["vm.fly", "vm.rename"] {
                let fault = #expect(throws: Fault.self) { try fleet.accept(fleet.command(name)) }
                #expect(fault?.code == .invalidArgument)
            }
            var stranger = try fleet.command("vm.powerOn").element
            stranger["target"] = "99999999-9999-4999-8999-999999999999"
            let fault = #expect(throws: Fault.self) { try fleet.accept(Command(stranger)) }
            #expect(fault?.code == .notFound)
            #expect(throws: Fault.self) { try Command(Element("command")) }
        }
    }

    @Test func aStaleRevisionIsAConflict() async throws {
        try await Fleet.test { fleet in
            let revision = try #require(fleet.store.mirror.entry(try fleet.id("m1"))).revision
            #expect(try await fleet.run(fleet.command("vm.powerOn", ifRevision: revision)).outcome.fault == nil)
            let late = try await fleet.run(fleet.command("vm.powerOff", ifRevision: revision)).outcome.fault
            #expect(late?.code == .conflict)
            #expect(await fleet.driver.done == ["start"])
        }
    }

    @Test func tooManyCommandsAreBusy() async throws {
        try await Fleet.test(limits: .init(openCommands: 2)) { fleet in
            await fleet.driver.hold("start")
            let first = try fleet.accept(fleet.command("vm.powerOn"))
            _ = try fleet.accept(fleet.command("vm.powerOn"))
            let fault = #expect(throws: Fault.self) { try fleet.accept(fleet.command("vm.powerOn", "m2")) }
            #expect(fault?.code == .busy)
            try await fleet.until { await fleet.driver.calls.count == 1 }
            await fleet.driver.release("start")
            await fleet.server.finish(of: first.id)
            try await fleet.until { fleet.server.openCommands == 0 }
            #expect(try await fleet.run(fleet.command("vm.powerOn", "m2")).outcome.fault == nil)
        }
    }

    @Test func aDrainingServerEndsWhatItAccepted() async throws {
        let fleet = try await Fleet()
        try await fleet.ready()
        await fleet.driver.hold("start")
        let entry = try fleet.accept(fleet.command("vm.powerOn"))
        try await fleet.until { await fleet.driver.calls.count == 1 }
        async let drained: Void = fleet.server.drain(atMost: .seconds(5))
        try await fleet.until {
            do {
                _ = try fleet.accept(fleet.command("vm.powerOn", "m2"))
                return false
            } catch let fault as Fault {
                return fault.code == .busy
            }
        }
        await fleet.driver.release("start")
        await drained
        #expect(fleet.store.journal.entry(entry.id)?.state == .done)
        try await fleet.stop()
    }

    // MARK: - Lanes

    @Test func oneMachineIsCommandedInOrderManySideBySide() async throws {
        try await Fleet.test { fleet in
            await fleet.driver.hold("start")
            let starts = try [fleet.accept(fleet.command("vm.powerOn", "m1")), fleet.accept(fleet.command("vm.powerOn", "m2"))]
            let stop = try fleet.accept(fleet.command("vm.powerOff", "m1"))
            try await fleet.until { await fleet.driver.calls.count == 2 }
            #expect(fleet.server.busyLanes >= 2)
            #expect(await fleet.driver.done == ["start", "start"])
            await fleet.driver.release("start")
            for entry in starts + [stop] { await fleet.server.finish(of: entry.id) }
            #expect(await fleet.driver.mostAtOnce["all"] == 2)
            #expect(await fleet.driver.mostAtOnce["m1"] == 1)
            #expect(await fleet.driver.done.last == "stop")
            #expect(try fleet.state("m1") == "off")
        }
    }

    @Test func aGuestThatIsAskedToGoDownCanBeForced() async throws {
        try await Fleet.test { fleet in
            await fleet.driver.hold("ask")
            let ask = try fleet.accept(fleet.command("vm.shutdownGuest", "m2"))
            try await fleet.until { await fleet.driver.calls.count == 1 }
            let force = try fleet.accept(fleet.command("vm.powerOff", "m2"))
            let next = try fleet.accept(fleet.command("vm.powerOn", "m2"))
            await fleet.server.finish(of: force.id)
            #expect(try fleet.state("m2") == "off")
            #expect(await fleet.driver.done == ["ask", "stop"])
            await fleet.driver.release("ask")
            await fleet.server.finish(of: next.id)
            #expect(fleet.server.outcome(of: ask.id) == .result(made: nil))
            #expect(await fleet.driver.done == ["ask", "stop", "start"])
        }
    }

    // MARK: - What becomes of a command

    @Test func aTaskIsWrittenDown() async throws {
        try await Fleet.test { fleet in
            let latest = fleet.store.events.latest()
            let entry = try fleet.accept(fleet.command("vm.rename", named: "uno"))
            await fleet.server.finish(of: entry.id)
            await fleet.server.finish(of: entry.id)
            let done = try #require(fleet.store.journal.entry(entry.id))
            #expect(done.state == .done && done.user == "anna" && done.started != nil && done.finished != nil)
            let task = done.task
            #expect(task["state"] == "success" && task["command"] == "vm.rename" && task["progress"] == "100")
            let events = try fleet.store.events.since(latest, limit: 10)
            #expect(events.map(\.type) == ["task.started", "vm.renamed"])
            #expect(events.first?.target == entry.target)
            #expect(try fleet.store.audit.recent(limit: 1).first?.action == "vm.rename")
            #expect(fleet.store.mirror.entry(entry.target)?.name == "uno")
        }
    }

    @Test func theHostsRefusalIsTranslated() async throws {
        try await Fleet.test { fleet in
            await fleet.driver.answer("start", with: .refused(code: "insufficientResources", "no memory"))
            let fault = try await fleet.run(fleet.command("vm.powerOn")).outcome.fault
            #expect(fault == Fault(.insufficientResources, "no memory"))
            #expect(try fleet.store.events.since(0, limit: 100).last?.type == "task.failed")
            #expect(try fleet.state("m1") == "off")
        }
    }

    @Test func aFailureHalfWaySaysWhatWasDone() async throws {
        try await Fleet.test { fleet in
            await fleet.driver.answer("one", with: .done(token: "t7"))
            await fleet.driver.answer("four", with: .refused(code: "invalidState", "not now"))
            let fault = try #require(try await fleet.run(fleet.command("vm.reset")).outcome.fault)
            #expect(fault.code == .invalidState)
            #expect(fault.details["undone"] == "three one")
            #expect(fault.details["applied"] == "two")
            #expect(fault.message.contains("not now") && fault.message.contains("two"))
            let calls = await fleet.driver.calls
            #expect(calls.map { $0["do"] } == ["one", "two", "three", "four", "undo-three", "undo-one"])
            #expect(calls[1].text == "t7" && calls[5].text == "t7")
        }
    }

    @Test(arguments: [(HostError.Code.unreachable, Fault.Code.hostUnavailable), (.uncertain, .interrupted), (.closed, .hostUnavailable)])
    func aBrokenLineIsAFault(_ code: HostError.Code, _ expected: Fault.Code) async throws {
        try await Fleet.test { fleet in
            await fleet.driver.answer("start", with: .broken(code))
            let fault = try await fleet.run(fleet.command("vm.powerOn")).outcome.fault
            #expect(fault?.code == expected)
        }
    }

    @Test func whatIsMadeIsMirroredWhenTheTaskEnds() async throws {
        try await Fleet.test { fleet in
            let host = try fleet.id("n1", type: "node")
            let element = try Document(
                parsing: """
                    <command xmlns="urn:dragoman:generic" name="vm.create" target="\(host)"><name>new</name><cpu count="1"/><memory mib="512"/></command>
                    """
            ).root
            let outcome = try await fleet.run(Command(element)).outcome
            let id = try fleet.id("m9")
            #expect(outcome == .result(made: .init(type: "vm", id: id)))
            #expect(fleet.store.mirror.entry(id)?.name == "new")
        }
    }

    @Test func whatIsDestroyedLeavesTheMirror() async throws {
        try await Fleet.test { fleet in
            let id = try fleet.id("m1")
            #expect(try await fleet.run(fleet.command("vm.destroy")).outcome.fault == nil)
            #expect(fleet.store.mirror.entry(id) == nil)
            #expect(try fleet.store.identifiers.all(uuid: id).allSatisfy(\.deleted))
        }
    }

    // MARK: - What hosts do by themselves

    @Test func changesOfTheHostAreFollowed() async throws {
        try await Fleet.test { fleet in
            let id = try fleet.id("m1")
            await fleet.driver.set("m1", name: "renamed", state: "running")
            fleet.driver.announce(.changed(NativeReference(type: "machine", id: "m1")))
            try await fleet.until { fleet.store.mirror.entry(id)?.name == "renamed" }
            await fleet.driver.drop("m1")
            fleet.driver.announce(.removed(NativeReference(type: "machine", id: "m1")))
            try await fleet.until { fleet.store.mirror.entry(id) == nil }
            await fleet.driver.set("m5", name: "five", state: "off")
            await fleet.driver.drop("m2")
            fleet.driver.announce(.everything)
            try await fleet.until { fleet.store.mirror.entries(type: "vm").map(\.name) == ["five"] }
        }
    }

    @Test func aLostHostIsShownSo() async throws {
        try await Fleet.test { fleet in
            fleet.driver.announce(.disconnected(reason: "cable"))
            try await fleet.until { !fleet.host.state.connected }
            try await fleet.until { try fleet.generic("n1", type: "node")?.first("connection")?.text == "disconnected" }
            let fault = try await fleet.run(fleet.command("vm.powerOn")).outcome.fault
            #expect(fault?.code == .hostUnavailable)
            #expect(fleet.store.mirror.count(type: "vm") == 2, "what is known stays known")
            fleet.driver.announce(.connected)
            try await fleet.until { fleet.host.state.connected }
            #expect(try fleet.generic("n1", type: "node")?.first("connection")?.text == "connected")
            #expect(try await fleet.run(fleet.command("vm.powerOn")).outcome.fault == nil)
        }
    }
}

extension [String] {
    fileprivate var removingRepeats: [String] {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
