import Foundation
import Hosts
import Synchronization
import XML

@testable import Xen

/// The mapping and a simulated XenServer together: generic commands in, generic results and objects out.
struct XenMapping {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Mappings")
    static let prefixes = ["g": "urn:dragoman:generic", "p": "urn:dragoman:plan", "x": "urn:dragoman:xapi"]

    /// Identifiers as the table of a host has them, without a file.
    final class Identifiers: TransformFunctions, Sendable {
        private let known = Mutex<[String: String]>([:])

        func id(type: String, native: String, owner: String?) throws -> String {
            known.withLock { known in
                if let uuid = known["\(type) \(native)"] { return uuid }
                let uuid = UUID().uuidString.lowercased()
                known["\(type) \(native)"] = uuid
                known["\(type) \(uuid)"] = native
                return uuid
            }
        }

        func native(type: String, uuid: String) throws -> String {
            guard let native = known.withLock({ $0["\(type) \(uuid)"] }) else { throw XenFixture.MissingError() }
            return native
        }

        func owner(uuid: String) throws -> String { "" }
        func session(name: String) throws -> String { "" }
        func now() throws -> String { "2026-01-01T00:00:00Z" }
    }

    let host: SimulatedXenHost
    let identifiers = Identifiers()

    func sheet(_ name: String) throws -> Stylesheet {
        try Stylesheet(contentsOf: XenMapping.folder.appendingPathComponent("xen/\(name).xsl"))
    }

    /// The generic form of an object, checked against its schema.
    func generic(_ object: NativeObject) throws -> Document {
        let document = try sheet("object-in").apply(to: object.document, functions: identifiers)
        try Schema(contentsOf: XenMapping.folder.appendingPathComponent("generic/objects.rng")).validate(document)
        return document
    }

    func inventory() async throws -> [(native: NativeObject, generic: Document)] {
        try await host.inventory().map { ($0, try generic($0)) }
    }

    func vm(named name: String) async throws -> Document? {
        try await inventory().first { $0.generic.rootName == "vm" && $0.generic.root.first("name")?.text == name }?
            .generic
    }

    /// Carries out a generic command.
    /// - Parameter body: the command's content; the prefix is `g`.
    /// - Returns: the generic result or fault.
    func perform(_ name: String, on target: String, attributes: String = "", _ body: String = "") async throws
        -> Document
    {
        let text = """
            <g:command xmlns:g="urn:dragoman:generic" name="\(name)" target="\(target)" \(attributes)>\(body)</g:command>
            """
        let command = try Document(parsing: text).root
        let all = try await inventory()
        var input = Element("input", namespace: "urn:dragoman:plan")
        input.append(command)
        if let object = all.first(where: { $0.generic.rootName == "vm" && $0.generic.root["id"] == target }) {
            input.append(object.generic.root)
            var native = Element("native", namespace: "urn:dragoman:plan")
            native.append(object.native.document.root)
            input.append(native)
        }
        var surroundings = Element("host", namespace: "urn:dragoman:plan")
        for object in all where ["host", "datastore", "network"].contains(object.generic.rootName) {
            surroundings.append(object.generic.root)
        }
        input.append(surroundings)
        let plan = try sheet("command-out").apply(to: Document(input), functions: identifiers)
        try Schema(contentsOf: XenMapping.folder.appendingPathComponent("generic/plan.rng")).validate(plan)
        if let fault = plan.root.first("fault") { return Document(fault) }
        let outcome = try await run(plan, of: command)
        return try sheet("result-in").apply(to: outcome, functions: identifiers)
    }

    private func run(_ plan: Document, of command: Element) async throws -> Document {
        var outcome = Element("outcome", namespace: "urn:dragoman:plan")
        outcome["command"] = command["name"]
        outcome["target"] = command["target"]
        outcome.append(command)
        var taken: [String: String] = [:]
        var done: [Element] = []
        for step in plan.root.all("step") {
            guard let call = step.first("call")?.elements.first else { throw XenFixture.MissingError() }
            let reply = try await host.apply(Document(filled(call, taken)), progress: { _ in })
            switch reply {
            case .result(let document):
                for take in step.all("take") {
                    taken[take["name"] ?? ""] = try document.string(
                        at: take["select"] ?? "", namespaces: XenMapping.prefixes)
                }
                var result = Element("result", namespace: "urn:dragoman:plan", attributes: ["step": step["id"] ?? ""])
                result.append(document.root)
                outcome.append(result)
                done.append(step)
            case .fault(let document):
                for step in done.reversed() {
                    guard let undo = step.first("undo")?.elements.first else { continue }
                    _ = try await host.apply(Document(filled(undo, taken)), progress: { _ in })
                }
                var failure = Element("failure", namespace: "urn:dragoman:plan", attributes: ["step": step["id"] ?? ""])
                failure.append(document.root)
                outcome.append(failure)
                return Document(outcome)
            }
        }
        return Document(outcome)
    }

    private func filled(_ element: Element, _ taken: [String: String]) -> Element {
        var copy = element
        copy.children = element.children.map { child in
            guard case .element(let element) = child else { return child }
            if element.name == "taken" { return .text(taken[element["name"] ?? ""] ?? "") }
            return .element(filled(element, taken))
        }
        return copy
    }
}
