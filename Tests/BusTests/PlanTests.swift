import Bus
import Generic
import Hosts
import Testing
import XML

@testable import Agents

@Suite struct PlanTests {
    private func plan(_ text: String) throws -> Plan {
        try Plan(Document(parsing: "<p:plan xmlns:p='urn:dragoman:plan' xmlns:g='urn:dragoman:generic' xmlns:n='urn:n' \(text)</p:plan>"))
    }

    @Test func aPlanIsRead() throws {
        let plan = try plan(
            """
            makes='VM' from='vm'><p:step id='a'><p:call><n:one><n:two/></n:one></p:call><p:undo><n:back/></p:undo>
            <p:take name='vm' select='/n:result/@ref'/><p:take name='other' select='1'/></p:step><p:step id='b'><p:call><x/></p:call></p:step>
            """)
        #expect(plan.steps.map(\.id) == ["a", "b"])
        #expect(plan.steps[0].call.elements.map(\.name) == ["two"])
        #expect(plan.steps[0].undo?.name == "back")
        #expect(plan.steps[0].takes.map(\.name) == ["vm", "other"])
        #expect(plan.steps[1].undo == nil)
        #expect(plan.makes?.type == "VM" && plan.makes?.from == "vm")
        #expect(plan.prefixes["n"] == "urn:n")
    }

    @Test func anEmptyPlanDoesNothing() throws {
        #expect(try plan(">").steps.isEmpty)
    }

    @Test func aRefusalIsThrown() throws {
        let text = "><g:fault code='hotPlugNotSupported'><g:message>not while it runs</g:message><g:detail name='device'>cpu</g:detail></g:fault>"
        #expect(throws: Fault(.hotPlugNotSupported, "not while it runs", ["device": "cpu"])) { try plan(text) }
        let alone = try Document(parsing: "<fault xmlns='urn:dragoman:generic' code='busy'><message>x</message></fault>")
        #expect(throws: Fault(.busy, "x")) { try Plan(alone) }
    }

    @Test(arguments: ["<x/>", "<plan/>", "<p:plan xmlns:p='urn:dragoman:plan'><p:step id='a'/></p:plan>",
                      "<p:plan xmlns:p='urn:dragoman:plan'><p:step><p:call><x/></p:call></p:step></p:plan>",
                      "<p:plan xmlns:p='urn:dragoman:plan'><p:step id='a'><p:call/></p:step></p:plan>"])
    func whatIsNoPlanIsAFault(_ text: String) throws {
        let document = try Document(parsing: text)
        let fault = #expect(throws: Fault.self) { try Plan(document) }
        #expect(fault?.code == .internal)
    }

    @Test func whatWasTakenIsFilledIn() throws {
        let call = try Document(
            parsing: "<c xmlns:p='urn:dragoman:plan'><a>x<p:taken name='vm'/>y</a><p:taken name='none'/><taken name='vm'/></c>"
        ).root.filled(with: ["vm": "<1>"])
        #expect(call.first("a")?.text == "x<1>y")
        #expect(call.first("taken") != nil, "an element of another namespace stays")
        #expect(call.text == "x<1>y")
    }
}

@Suite struct PlanRunTests {
    private let driver = ScriptedDriver()

    /// Steps a, b, c…; those in capitals have an undo.
    private func run(_ steps: String) async -> (PlanRun, PlanRun.Ending) {
        var root = Element("plan", namespace: Namespaces.plan)
        for letter in steps {
            var step = Element("step", namespace: Namespaces.plan, attributes: ["id": "\(letter)"])
            step.append(Element("call", namespace: Namespaces.plan, children: [.element(Element("call", attributes: ["do": "\(letter)"]))]))
            if letter.isUppercase {
                step.append(
                    Element("undo", namespace: Namespaces.plan, children: [.element(Element("call", attributes: ["do": "undo \(letter)"]))]))
            }
            step.append(Element("take", namespace: Namespaces.plan, attributes: ["name": "\(letter)", "select": "/done/@token"]))
            root.append(step)
        }
        guard let plan = try? Plan(Document(root)) else { preconditionFailure("the plan is well made") }
        var run = PlanRun(plan: plan, driver: driver, trace: Trace())
        let ending = await run.run { _ in }
        return (run, ending)
    }

    @Test func allStepsAreRun() async {
        await driver.answer("B", with: .done(token: "7"))
        let (run, ending) = await run("ABC")
        guard case .completed = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(run.results.map(\.step) == ["A", "B", "C"])
        #expect(run.taken == ["A": "", "B": "7", "C": ""])
        #expect(run.undone.isEmpty && run.remaining.isEmpty)
    }

    @Test func noTraceShowsASecret() async throws {
        let secret = "session-7&\"<"
        await driver.answer("a", with: .done(token: secret))
        let text = """
            <p:plan xmlns:p='urn:dragoman:plan'><p:step id='a'><p:call><call do='a'/></p:call>
            <p:take name='session' secret='true' select='/done/@token'/></p:step>
            <p:step id='b'><p:call><call do='b'><in>https://host?session=<p:taken name='session'/></in></call></p:call></p:step></p:plan>
            """
        let trace = Trace()
        var run = PlanRun(plan: try Plan(Document(parsing: text)), driver: driver, trace: trace)
        _ = await run.run { _ in }
        trace.record("result", "refused by \(secret)")
        #expect(await driver.calls.last?.first("in")?.text == "https://host?session=\(secret)")
        let shown = trace.stages.map { "\($0.note) \($0.document ?? "")" }.joined()
        #expect(!shown.contains("session-7"))
        #expect(shown.contains("token=\"(secret)\"") && shown.contains("session=(secret)<") && shown.contains("by (secret)"))
    }

    @Test func aRefusalUndoesInReverse() async {
        await driver.answer("d", with: .refused(code: "busy", "x"))
        let (run, ending) = await run("ABcdE")
        guard case .failed("d", let native) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(native.root["code"] == "busy")
        #expect(await driver.done == ["A", "B", "c", "d", "undo B", "undo A"])
        #expect(run.undone == ["B", "A"])
        #expect(run.remaining == ["c"])
    }

    @Test func anUndoThatFailsIsReported() async {
        await driver.answer("c", with: .refused(code: "busy", "x"))
        await driver.answer("undo B", with: .refused(code: "internal", "y"))
        await driver.answer("undo A", with: .broken(.unreachable))
        let (run, _) = await run("ABc")
        #expect(await driver.done == ["A", "B", "c", "undo B", "undo A"])
        #expect(run.undone.isEmpty)
        #expect(run.remaining == ["B", "A"])
    }

    @Test func theFirstStepHasNothingToUndo() async {
        await driver.answer("A", with: .refused(code: "busy", "x"))
        let (run, ending) = await run("AB")
        guard case .failed("A", _) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(await driver.done == ["A"])
        #expect(run.undone.isEmpty && run.remaining.isEmpty)
    }

    @Test func anUncertainStepIsNotUndone() async {
        await driver.answer("B", with: .broken(.uncertain))
        let (run, ending) = await run("ABC")
        guard case .broken("B", let error) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(error.code == .uncertain)
        #expect(await driver.done == ["A", "B"])
        #expect(run.remaining == ["A"])
    }

    @Test func anUnsentStepIsUndone() async {
        await driver.answer("B", with: .broken(.unreachable))
        let (run, ending) = await run("ABC")
        guard case .broken("B", let error) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(error.code == .unreachable)
        #expect(await driver.done == ["A", "B", "undo A"])
        #expect(run.undone == ["A"])
    }
}
