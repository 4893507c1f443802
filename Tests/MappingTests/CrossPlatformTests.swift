import Bus
import Foundation
import Generic
import Store
import Testing
import XML

@testable import Agents

/// Any client, any hypervisor: what one platform's mappings give, every platform's mappings take.
@Suite struct CrossPlatformTests {
    private let mappings: Mappings

    init() throws {
        mappings = try Repository.mappings.get()
    }

    @Test(arguments: Repository.platforms, Repository.platforms)
    func objectsAreShown(of host: String, to client: String) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("mapping-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let store = try Store(directory: directory)
        let types = try #require(mappings.platforms[client]?.types)
        let examples = try Example.all(of: host, .objectIn)
        let objects = examples.map(\.content.output)
        // Containers are shown as nodes of a layout, never as a host has them.
        for (example, content) in examples where ContainerKind(rawValue: content.output.name) == nil {
            let functions = Presenting(
                context: MappingContext(.client(platform: client), types: types, identifiers: store.identifiers),
                owners: content.functions)
            do {
                let output = try mappings.transform(.objectOut, of: client, content.output.view(among: objects), functions)
                let documents = output.split(name: "documents", namespace: Namespaces.functions)
                // Volumes are no objects of their own everywhere.
                #expect(!documents.isEmpty || content.output.name == "volume", "\(example.name) is shown as nothing")
                for document in documents {
                    #expect(document.rootNamespace != Namespaces.generic, "\(example.name) is shown as it is")
                    let tree = FlatTree(document)
                    #expect(try Document(parsing: tree.bytes.declaringSchemaInstance).rootName == document.rootName)
                }
            } catch {
                Issue.record("\(host)/\(example.name) shown to \(client): \(error)")
            }
        }
        try store.close()
    }

    @Test(arguments: Repository.platforms, Repository.platforms)
    func commandsAreTranslated(of client: String, for host: String) throws {
        let table = CommandTable(try #require(mappings.platforms[host]))
        for (example, content) in try Example.all(of: client, .commandIn) where content.output.name == "command" {
            let command = try Command(content.output)
            var input = Element("input", namespace: Namespaces.plan)
            input.append(command.element)
            guard case .direct = try table.decide(command, input: { Document(input) }) else { continue }
            do {
                let output = try mappings.transform(.commandOut, of: host, input, Inventing())
                try mappings.expectValid(output, "\(client)/\(example.name) for \(host)")
                if output.root.first("fault") == nil {
                    #expect(try !Plan(output).steps.isEmpty, "\(client)/\(example.name) for \(host): nothing is done")
                }
            } catch {
                Issue.record("\(client)/\(example.name) for \(host): \(error)")
            }
        }
    }
}

/// The client's side as the product has it, with the owners of an example.
private struct Presenting: TransformFunctions {
    var context: MappingContext
    var owners: ExampleFunctions

    func id(type: String, native: String, owner: String?) throws -> String {
        try context.id(type: type, native: native, owner: owner)
    }
    func native(type: String, uuid: String) throws -> String { try context.native(type: type, uuid: uuid) }
    func owner(uuid: String) -> String { owners.owner(uuid: uuid) }
    func session(name: String) -> String { context.session(name: name) }
    func now() -> String { context.now() }
}

/// A host that has everything that is asked for.
private struct Inventing: TransformFunctions {
    func id(type: String, native: String, owner: String?) -> String { "99999999-9999-4999-8999-999999999999" }
    func native(type: String, uuid: String) -> String { "\(uuid)/\(type)" }
    func owner(uuid: String) -> String { "11111111-1111-4111-8111-111111111111" }
    func session(name: String) -> String { "" }
    func now() -> String { "2026-01-02T03:04:05Z" }
}

extension Element {
    /// The object as object-out.xsl gets it, among all objects of its host.
    fileprivate func view(among objects: [Element]) -> Element {
        var object = self
        object["revision"] = "7"
        let mine = references
        var related = Element("related", namespace: Namespaces.plan)
        var seen: Set<String> = [self["id"] ?? ""]
        for other in objects {
            guard let id = other["id"], mine.contains(id) || other.references.contains(self["id"] ?? ""), seen.insert(id).inserted
            else { continue }
            var reference = Element(
                "ref", namespace: Namespaces.plan,
                attributes: ["type": other.name, "id": id, "name": other.first("name")?.text ?? ""])
            if other.name == "datastore" { reference["path"] = other.first("path")?.text ?? "" }
            related.append(reference)
        }
        for (id, type) in named where seen.insert(id).inserted {
            var reference = Element("ref", namespace: Namespaces.plan, attributes: ["type": type, "id": id, "name": "one \(type)"])
            if type == "datastore" { reference["path"] = "/stores/one" }
            related.append(reference)
        }
        var view = Element("view", namespace: Namespaces.plan)
        view.append(object)
        view.append(related)
        return view
    }

    private var named: [(String, String)] {
        let own = attributes.filter { ["host", "datastore", "network"].contains($0.name) && !$0.value.isEmpty }.map { ($0.value, $0.name) }
        return own + elements.flatMap(\.named)
    }

    private var references: Set<String> { Set(named.map(\.0)) }
}

extension [UInt8] {
    /// A flat tree's root carries no declarations: the envelope around it does.
    fileprivate var declaringSchemaInstance: [UInt8] {
        guard let end = firstIndex(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ">") }) else { return self }
        return self[..<end] + Array(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"".utf8) + self[end...]
    }
}
