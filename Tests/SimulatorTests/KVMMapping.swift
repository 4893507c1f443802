import Foundation
import Hosts
import KVM
import Synchronization
import XML

/// The mapping and a simulated libvirt host together: generic commands in, generic results and objects out.
struct KVMMapping {
    struct MissingError: Error {}

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Mappings")
    static let prefixes = ["g": "urn:dragoman:generic", "p": "urn:dragoman:plan", "v": "urn:dragoman:libvirt"]

    /// Identifiers as a host's table has them, in memory.
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
            guard let native = known.withLock({ $0["\(type) \(uuid)"] }) else { throw MissingError() }
            return native
        }

        func owner(uuid: String) throws -> String { "" }
        func session(name: String) throws -> String { "" }
        func now() throws -> String { "2026-01-01T00:00:00Z" }
    }

    let host: SimulatedKVMHost
    let identifiers = Identifiers()

    private func sheet(_ name: String) throws -> Stylesheet {
        try Stylesheet(contentsOf: KVMMapping.folder.appendingPathComponent("kvm/\(name).xsl"))
    }

    private func check(_ document: Document, _ schema: String) throws {
        try Schema(contentsOf: KVMMapping.folder.appendingPathComponent("generic/\(schema).rng")).validate(document)
    }

    func inventory() async throws -> [(native: NativeObject, generic: Element)] {
        let sheet = try sheet("object-in")
        return try await host.inventory().map { object in
            let generic = try sheet.apply(to: object.document, functions: identifiers)
            try check(generic, "objects")
            return (object, generic.root)
        }
    }

    func vm(_ name: String) async throws -> Element? {
        try await inventory().first { $0.generic.name == "vm" && $0.generic.first("name")?.text == name }?.generic
    }

    /// Carries out a generic command, undoing what was done if a call of it fails.
    /// - Parameters:
    ///   - direct: without the machine's data, as for a command that does not depend on them.
    ///   - body: the command's content; the prefix is `g`.
    /// - Returns: the generic result or fault.
    func perform(
        _ name: String, on target: String, direct: Bool = false, attributes: String = "", _ body: String = ""
    ) async throws -> Element {
        let text =
            "<g:command xmlns:g='urn:dragoman:generic' name='\(name)' target='\(target)' \(attributes)>\(body)</g:command>"
        let command = try Document(parsing: text)
        try check(command, "commands")
        var input = Element("input", namespace: "urn:dragoman:plan", children: [.element(command.root)])
        if !direct {
            let all = try await inventory()
            if let object = all.first(where: { $0.generic.name == "vm" && $0.generic["id"] == target }) {
                input.append(object.generic)
                input.append(
                    Element("native", namespace: "urn:dragoman:plan", children: [.element(object.native.document.root)])
                )
            }
            let around = all.map(\.generic).filter { ["host", "datastore", "network"].contains($0.name) }
            input.append(Element("host", namespace: "urn:dragoman:plan", children: around.map { .element($0) }))
        }
        let plan = try sheet("command-out").apply(to: Document(input), functions: identifiers)
        try check(plan, "plan")
        if let fault = plan.root.first("fault") { return fault }
        let result = try sheet("result-in").apply(to: try await run(plan, of: command.root), functions: identifiers)
        try check(result, "results")
        return result.root
    }

    private func run(_ plan: Document, of command: Element) async throws -> Document {
        var outcome = Element("outcome", namespace: "urn:dragoman:plan", children: [.element(command)])
        outcome["command"] = command["name"]
        outcome["target"] = command["target"]
        var done: [Element] = []
        for step in plan.root.all("step") {
            guard let call = step.first("call")?.elements.first else { throw MissingError() }
            let name: String
            let answer: Document
            switch try await host.apply(Document(call), progress: { _ in }) {
            case .result(let document):
                (name, answer) = ("result", document)
                for take in step.all("take")
                where try document.string(at: take["select"] ?? "", namespaces: KVMMapping.prefixes).isEmpty {
                    throw MissingError()
                }
            case .fault(let document): (name, answer) = ("failure", document)
            }
            var element = Element(name, namespace: "urn:dragoman:plan", children: [.element(answer.root)])
            element["step"] = step["id"]
            outcome.append(element)
            if name == "failure" { break }
            done.append(step)
        }
        if outcome.first("failure") != nil {
            for undo in done.reversed().compactMap({ $0.first("undo")?.elements.first }) {
                if case .fault(let document) = try await host.apply(Document(undo), progress: { _ in }) {
                    throw UndoError(answer: document.text())
                }
            }
        }
        return Document(outcome)
    }

    struct UndoError: Error {
        var answer: String
    }
}
