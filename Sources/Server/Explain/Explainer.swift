import Agents
import Bus
import Foundation
import Generic
import Store
import XML

/// Translates one command from a client's platform to a host's, without sending anything.
public struct Explainer: Sendable {
    private let from: PlatformMappings
    private let to: PlatformMappings
    private let scene: ExplainedScene

    /// - Parameter state: a state directory, whose mirror and identifiers are used; nil: a sample host of the platform
    ///   `to` is made, as the simulated fleet has it, and the command's identifiers stand for its objects.
    /// - Throws: ``StartError``.
    public static func make(from: String, to: String, mappings: Mappings, state: URL?) async throws(StartError)
        -> Explainer
    {
        guard let client = mappings.platforms[from], let host = mappings.platforms[to] else {
            throw StartError(.usage, "the platforms are \(Platform.names.joined(separator: ", "))")
        }
        let scene = try await ExplainedScene.make(platform: to, mappings: mappings, state: state)
        return Explainer(from: client, to: host, scene: scene)
    }

    /// - Throws: ``StartError`` with status `badData` for a mapping that fails.
    public func explain(_ native: Document) throws(StartError) -> Explanation {
        var explanation = Explanation()
        do {
            try explain(native, &explanation)
        } catch let fault as Fault {
            explanation.stages.append(.init("refused", Document(fault.element)))
        } catch {
            throw StartError(.badData, "\(error)")
        }
        return explanation
    }

    private func explain(_ native: Document, _ explanation: inout Explanation) throws {
        explanation.stages.append(.init("what the \(from.name) client sends", native))
        let functions = StandInFunctions(
            try scene.engine.context(.client(platform: from.name)), types: from.types, scene: scene)
        let generic = try apply(.commandIn, of: from, to: native, functions)
        explanation.stages.append(
            .init("the generic command (\(from.name)/command-in.xsl)", notes: functions.notes, generic))
        if let fault = Fault(generic.root) { throw fault }
        let command = try Command(generic.root)
        let row = scene.engine.mappings.union.all("command").first { $0["name"] == command.name }
        if let ours = row.flatMap(CommandTable.brokered) {
            explanation.stages.append(.init("decision: brokered, no host hears of it", notes: [ours.because]))
            return
        }
        guard let entry = scene.store.mirror.entry(command.target) else {
            throw Fault(.notFound, "There is no object \(command.target)", ["type": "object", "id": command.target])
        }
        guard let name = scene.hostName(of: entry, platform: to.name) else {
            throw Fault(
                .invalidArgument, "\(entry.name) is on a host of another platform than \(to.name)", ["argument": "to"])
        }
        let decision = try CommandTable(to).decide(command) { try scene.input(command, entry, whole: false) }
        let input: Document
        switch decision {
        case .refused(let fault):
            explanation.stages.append(.init("decision: refused", notes: [fault.message]))
            throw fault
        case .direct(let because):
            explanation.stages.append(.init("decision: direct, from the command alone", notes: [because]))
            input = Document(composing: "input", namespace: Namespaces.plan, prefix: "p", [.element(command.element)])
        case .redirected(let because):
            input = try scene.input(command, entry, whole: true)
            explanation.stages.append(
                .init(
                    "decision: redirected to the engine, with the data of \(entry.name)",
                    notes: [
                        because, "With what is below go its native document, and its host's datastores and networks.",
                    ],
                    try scene.input(command, entry, whole: false)))
        }
        let hostSide = StandInFunctions(
            try scene.engine.context(.host(platform: to.name, name: name)), types: to.types, scene: scene)
        let plan = try apply(.commandOut, of: to, to: input, hostSide)
        explain(plan, notes: hostSide.notes, &explanation)
    }

    private func explain(_ plan: Document, notes: [String], _ explanation: inout Explanation) {
        let root = plan.root
        let title = "what the \(to.name) host is told (\(to.name)/command-out.xsl)"
        guard root.name == "plan", root.first("fault") == nil else {
            explanation.stages.append(.init(title, notes: notes, plan))
            return
        }
        let steps = root.all("step")
        let count =
            steps.isEmpty
            ? "nothing: it is so already" : steps.count == 1 ? "one call" : "\(steps.count) calls, in this order"
        explanation.stages.append(.init(title, notes: notes + [count]))
        for step in steps {
            let id = step["id"] ?? ""
            var notes = step.all("take").map { "its answer gives '\($0["name"] ?? "")': \($0["select"] ?? "")" }
            if step.first("undo") == nil, steps.count > 1 { notes.append("cannot be taken back") }
            explanation.stages.append(
                .init("call \(id)", notes: notes, step.first("call")?.elements.first.map { Document($0) }))
            if let undo = step.first("undo")?.elements.first {
                explanation.stages.append(.init("if a later call fails, \(id) is taken back by", Document(undo)))
            }
        }
    }

    private func apply(
        _ step: Step, of platform: PlatformMappings, to document: Document, _ functions: StandInFunctions
    ) throws -> Document {
        guard let stylesheet = platform.stylesheets[step] else {
            throw Fault(.internal, "no mapping \(platform.name)/\(step.rawValue).xsl")
        }
        return try stylesheet.apply(to: document, functions: functions)
    }
}
