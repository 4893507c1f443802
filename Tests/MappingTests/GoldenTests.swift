import Bus
import Foundation
import Generic
import Testing
import XML

@testable import Agents

/// Every example of every platform, through the product's own engine. `DRAGOMAN_REGENERATE=1` writes what the mappings
/// give into the examples: then read what has changed.
@Suite struct GoldenTests {
    @Test(arguments: Example.all(of: "vsphere")) func vsphere(_ example: Example) throws { try check(example) }
    @Test(arguments: Example.all(of: "kvm")) func kvm(_ example: Example) throws { try check(example) }
    @Test(arguments: Example.all(of: "xen")) func xen(_ example: Example) throws { try check(example) }
    @Test(arguments: Example.all(of: "hyperv")) func hyperv(_ example: Example) throws { try check(example) }

    @Test(arguments: Repository.platforms) func everyStepHasExamples(_ platform: String) throws {
        let steps = Set(try Example.all(of: platform).map { try $0.content().step })
        let optional = Step.optional.filter { step in
            FileManager.default.fileExists(
                atPath: Repository.directory.appendingPathComponent("\(platform)/\(step.rawValue).xsl").path)
        }
        #expect(steps == Set(Step.allCases + optional))
    }

    private func check(_ example: Example) throws {
        let content = try example.content()
        let mappings = try Repository.mappings.get()
        let output = try mappings.transform(content.step, of: example.platform, content.input, content.functions)
        if let difference = content.output.difference(to: output.root) {
            if ProcessInfo.processInfo.environment["DRAGOMAN_REGENERATE"] == "1" {
                try example.write(output)
            } else {
                Issue.record(
                    "\(example.platform)/\(example.name): what is wanted (-) and what the mapping gives (+)\(difference)")
            }
        }
        for document in output.split(name: "documents", namespace: Namespaces.functions) {
            try mappings.expectValid(document, example.name)
        }
        if content.step == .commandOut { try expectSound(output, example.name) }
    }

    /// The XPath expressions of a plan can be evaluated, and what it puts into a call was taken before.
    private func expectSound(_ output: Document, _ name: String) throws {
        guard output.root.first("fault") == nil else { return }
        let plan = try Plan(output)
        var taken: Set<String> = []
        for step in plan.steps {
            for used in step.call.placeholders {
                #expect(taken.contains(used), "\(name): step \(step.id) uses \(used), which no step before took")
            }
            for take in step.takes {
                try Document.checkXPath(take.select, namespaces: plan.prefixes)
                taken.insert(take.name)
            }
            for used in step.undo?.placeholders ?? [] {
                #expect(taken.contains(used), "\(name): undoing \(step.id) uses \(used), which was not taken")
            }
        }
        if let makes = plan.makes { #expect(taken.contains(makes.from), "\(name): nothing takes \(makes.from)") }
        #expect(Set(plan.steps.map(\.id)).count == plan.steps.count, "\(name): two steps have one id")
    }
}

extension Element {
    /// The names of the `p:taken` elements.
    fileprivate var placeholders: [String] {
        if name == "taken", namespace == Namespaces.plan { return [self["name"] ?? ""] }
        return elements.flatMap(\.placeholders)
    }
}

extension Mappings {
    func transform(
        _ step: Step, of platform: String, _ input: Element, _ functions: any TransformFunctions
    ) throws -> Document {
        let stylesheet = try #require(platforms[platform]?.stylesheets[step])
        return try stylesheet.apply(
            to: Document(input), functions: functions, operations: step == .objectOut ? 20_000_000 : 2_000_000)
    }

    /// Holds a document of ours against its schema; native ones have none here.
    func expectValid(_ document: Document, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let schema: Schema? =
            switch (document.rootNamespace, document.rootName) {
            case (Namespaces.plan, _): plan
            case (Namespaces.generic, "command"): commands
            case (Namespaces.generic, "result"), (Namespaces.generic, "fault"): results
            case (Namespaces.generic, "samples"): metrics
            case (Namespaces.generic, _): objects
            default: nil
            }
        do {
            try schema?.validate(document)
        } catch {
            Issue.record("\(name): not valid: \(error)\n\(document.text(indented: true))", sourceLocation: sourceLocation)
        }
    }
}

extension Example {
    /// Replaces the example's output.
    func write(_ output: Document) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(text.range(of: #"<(\w+:)?output[^>]*>"#, options: .regularExpression)?.upperBound)
        let end = try #require(text.range(of: "</(x:)?output>", options: [.regularExpression, .backwards])?.lowerBound)
        // Where the mapping's own prefixes would let an element fall into the example's namespace, there are none.
        for candidate in [output, Document(Element("output", namespace: Example.namespace, children: [.element(output.root)]))] {
            var lines = candidate.text(indented: true).split(separator: "\n").map(String.init)
            if candidate.rootName == "output", candidate.rootNamespace == Example.namespace {
                lines = lines.dropFirst().dropLast().map { String($0.dropFirst(2)) }
            }
            let body = lines.map { "    " + $0 }.joined(separator: "\n")
            let whole = text[..<start] + "\n" + body + "\n  " + text[end...]
            guard let written = try Document(parsing: String(whole)).root.first("output")?.elements.first,
                written.difference(to: output.root) == nil
            else { continue }
            try String(whole).write(to: file, atomically: true, encoding: .utf8)
            return
        }
        Issue.record("\(name): the output cannot be written")
    }
}
