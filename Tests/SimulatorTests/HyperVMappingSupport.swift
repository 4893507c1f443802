import Foundation
import Hosts
import HyperV
import Synchronization
import XML

/// The mapping and a simulated Hyper-V host together: generic commands in, generic results and objects out.
struct HyperVMapping {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Mappings")
    static let prefixes = ["g": "urn:dragoman:generic", "p": "urn:dragoman:plan", "w": "urn:dragoman:wmi"]

    struct Unknown: Error {
        var what: String
    }

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
            guard let native = known.withLock({ $0["\(type) \(uuid)"] }) else { throw Unknown(what: "\(type) \(uuid)") }
            return native
        }

        func owner(uuid: String) throws -> String { "" }
        func session(name: String) throws -> String { "" }
        func now() throws -> String { "2026-01-01T00:00:00Z" }
    }

    let host: SimulatedHyperVHost
    let identifiers = Identifiers()

    func apply(_ sheet: String, to document: Document, schema: String) throws -> Document {
        let stylesheet = try Stylesheet(contentsOf: Self.folder.appendingPathComponent("hyperv/\(sheet).xsl"))
        let result = try stylesheet.apply(to: document, functions: identifiers)
        try Schema(contentsOf: Self.folder.appendingPathComponent("generic/\(schema).rng")).validate(result)
        return result
    }

    func inventory() async throws -> [(native: NativeObject, generic: Document)] {
        try await host.inventory().map { ($0, try apply("object-in", to: $0.document, schema: "objects")) }
    }

    func vm(_ id: String) async throws -> Element? {
        try await inventory().first { $0.generic.rootName == "vm" && $0.generic.root["id"] == id }?.generic.root
    }

    func vms(_ state: String, _ firmware: String? = nil) async throws -> [Element] {
        try await inventory().map(\.generic.root).filter {
            $0.name == "vm" && $0.first("powerState")?.text == state
                && (firmware == nil || $0.first("firmware")?["type"] == firmware)
        }
    }

    /// Carries out a generic command, as the engine does.
    /// - Returns: the generic result or fault.
    func perform(_ name: String, on target: String, attributes: String = "", _ body: String = "") async throws
        -> Element
    {
        let text = """
            <g:command xmlns:g="urn:dragoman:generic" name="\(name)" target="\(target)" \(attributes)>\(body)</g:command>
            """
        let command = try Document(parsing: text)
        try Schema(contentsOf: Self.folder.appendingPathComponent("generic/commands.rng")).validate(command)
        let plan = try apply("command-out", to: try await input(command.root), schema: "plan")
        if let fault = plan.root.first("fault") { return fault }
        return try apply("result-in", to: try await run(plan, of: command.root), schema: "results").root
    }

    /// With the mirrored data only where the table says that the command needs them.
    private func input(_ command: Element) async throws -> Document {
        var input = Element("input", namespace: "urn:dragoman:plan")
        input.append(command)
        let table = try Document(parsing: Data(contentsOf: Self.folder.appendingPathComponent("hyperv/commands.xml")))
            .root
        let row = table.first("performs")?.elements.first { $0["generic"] == command["name"] }
        let all = try await inventory()
        let object = all.first { $0.generic.rootName == "vm" && $0.generic.root["id"] == command["target"] }
        switch row?["data"] {
        case "never": return Document(input)
        case "when":
            var test = input
            if let object { test.append(object.generic.root) }
            if try !Document(test).isTrue("/p:input[\(row?["when"] ?? "")]", namespaces: Self.prefixes) {
                return Document(input)
            }
        default: break
        }
        if let object {
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
        return Document(input)
    }

    private func run(_ plan: Document, of command: Element) async throws -> Document {
        var outcome = Element("outcome", namespace: "urn:dragoman:plan")
        outcome["command"] = command["name"]
        outcome["target"] = command["target"]
        outcome.append(command)
        var taken: [String: String] = [:]
        var done: [Element] = []
        for step in plan.root.all("step") {
            guard let call = step.first("call")?.elements.first else { throw Unknown(what: "call") }
            var answer = Element("result", namespace: "urn:dragoman:plan", attributes: ["step": step["id"] ?? ""])
            switch try await host.apply(Document(filled(call, taken)), progress: { _ in }) {
            case .result(let document):
                for take in step.all("take") {
                    taken[take["name"] ?? ""] = try document.string(at: take["select"] ?? "", namespaces: Self.prefixes)
                }
                answer.append(document.root)
                outcome.append(answer)
                done.append(step)
            case .fault(let document):
                for step in done.reversed() {
                    guard let undo = step.first("undo")?.elements.first else { continue }
                    _ = try await host.apply(Document(filled(undo, taken)), progress: { _ in })
                }
                answer.name = "failure"
                answer.append(document.root)
                outcome.append(answer)
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
