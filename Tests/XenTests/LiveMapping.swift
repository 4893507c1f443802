import Foundation
import Hosts
import Synchronization
import XML

@testable import Xen

/// The mapping in front of a live driver: generic commands in, calls over the wire, generic objects out.
struct LiveMapping {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Mappings")
    private static let prefixes = ["g": "urn:dragoman:generic", "p": "urn:dragoman:plan", "x": "urn:dragoman:xapi"]
    private static let plan = "urn:dragoman:plan"

    /// Native references are the identifiers, with their types before them.
    struct Names: TransformFunctions {
        struct Unknown: Error {}

        func id(type: String, native: String, owner: String?) throws -> String { "\(type)|\(native)" }
        func native(type: String, uuid: String) throws -> String {
            guard uuid.hasPrefix("\(type)|") else { throw Unknown() }
            return String(uuid.dropFirst(type.count + 1))
        }
        func owner(uuid: String) throws -> String { "" }
        func session(name: String) throws -> String { "" }
        func now() throws -> String { "2026-01-01T00:00:00Z" }
    }

    let driver: any HostDriver

    private func apply(_ sheet: String, to document: Document) throws -> Document {
        try Stylesheet(contentsOf: Self.folder.appendingPathComponent("xen/\(sheet).xsl")).apply(
            to: document, functions: Names())
    }

    func inventory() async throws -> [(native: Element, generic: Element)] {
        try await driver.inventory().map { ($0.document.root, try apply("object-in", to: $0.document).root) }
    }

    func vm(named name: String) async throws -> Element? {
        try await inventory().first { $0.generic.name == "vm" && $0.generic.first("name")?.text == name }?.generic
    }

    /// - Returns: the generic result or fault.
    func perform(_ name: String, on target: String, attributes: String = "", _ body: String = "") async throws
        -> Element
    {
        let command = try Document(
            parsing: """
                <g:command xmlns:g="urn:dragoman:generic" name="\(name)" target="\(target)" \(attributes)>\(body)</g:command>
                """
        ).root
        // What the last command has changed.
        _ = try await driver.read(NativeReference(type: "VM", id: "nothing"))
        let all = try await inventory()
        var input = Element("input", namespace: Self.plan, children: [.element(command)])
        if let object = all.first(where: { $0.generic.name == "vm" && $0.generic["id"] == target }) {
            input.append(object.generic)
            input.append(Element("native", namespace: Self.plan, children: [.element(object.native)]))
        }
        let around = all.filter { ["host", "datastore", "network"].contains($0.generic.name) }
        input.append(Element("host", namespace: Self.plan, children: around.map { .element($0.generic) }))
        let plan = try apply("command-out", to: Document(input)).root
        if let fault = plan.first("fault") { return fault }
        let outcome = try await run(plan, of: command)
        _ = try await driver.read(NativeReference(type: "VM", id: "nothing"))
        return try apply("result-in", to: outcome).root
    }

    private func run(_ plan: Element, of command: Element) async throws -> Document {
        var outcome = Element("outcome", namespace: Self.plan, children: [.element(command)])
        outcome["command"] = command["name"]
        outcome["target"] = command["target"]
        var taken: [String: String] = [:]
        for step in plan.all("step") {
            guard let call = step.first("call")?.elements.first else { throw Names.Unknown() }
            var part: Element
            switch try await driver.apply(Document(filled(call, taken)), progress: { _ in }) {
            case .result(let document):
                for take in step.all("take") {
                    taken[take["name"] ?? ""] = try document.string(at: take["select"] ?? "", namespaces: Self.prefixes)
                }
                part = Element("result", namespace: Self.plan, children: [.element(document.root)])
            case .fault(let document):
                part = Element("failure", namespace: Self.plan, children: [.element(document.root)])
            }
            part["step"] = step["id"]
            outcome.append(part)
            if part.name == "failure" { break }
        }
        return Document(outcome)
    }

    private func filled(_ element: Element, _ taken: [String: String]) -> Element {
        var copy = element
        copy.children = element.children.map { child in
            guard case .element(let element) = child else { return child }
            return element.name == "taken"
                ? .text(taken[element["name"] ?? ""] ?? "") : .element(filled(element, taken))
        }
        return copy
    }
}
