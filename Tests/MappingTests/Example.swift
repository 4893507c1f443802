import Bus
import Foundation
import Generic
import Testing
import XML

/// One golden example: `Mappings/PLATFORM/examples/NAME.xml`.
struct Example: Sendable, CustomTestStringConvertible {
    static let namespace = "urn:dragoman:example"

    let platform: String
    let name: String

    var testDescription: String { name }
    var file: URL {
        Repository.directory.appendingPathComponent("\(platform)/examples/\(name).xml")
    }

    static func all(of platform: String) -> [Example] {
        let folder = Repository.directory.appendingPathComponent("\(platform)/examples")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".xml") }.sorted().map { Example(platform: platform, name: String($0.dropLast(4))) }
    }

    static func all(of platform: String, _ step: Step) throws -> [(example: Example, content: Content)] {
        try all(of: platform).map { ($0, try $0.content()) }.filter { $0.1.step == step }
    }

    struct Content {
        var step: Step
        var functions: ExampleFunctions
        var input: Element
        var output: Element
    }

    func content() throws -> Content {
        let root = try Document(parsing: try Data(contentsOf: file)).root.withoutIndentation
        let step = try #require(root["mapping"].flatMap(Step.init), "\(name): which mapping?")
        let input = try #require(root.first("input")?.elements, "\(name) has no input")
        let output = try #require(root.first("output")?.elements, "\(name) has no output")
        try #require(input.count == 1 && output.count == 1, "\(name) must have one input and one output element")
        return Content(step: step, functions: try ExampleFunctions(root), input: input[0], output: output[0])
    }
}

/// What the extension functions answer in an example.
struct ExampleFunctions: TransformFunctions {
    struct Identifier {
        var type: String
        var native: String
        var uuid: String
        var owner: String?
    }

    var identifiers: [Identifier]
    var values: [String: String]

    init(_ example: Element) throws {
        identifiers = try (example.first("identifiers")?.all("id") ?? []).map {
            Identifier(
                type: try #require($0["type"]), native: try #require($0["native"]), uuid: try #require($0["uuid"]),
                owner: $0["owner"])
        }
        values = Dictionary(
            uniqueKeysWithValues: (example.first("session")?.all("value") ?? []).map { ($0["name"] ?? "", $0["value"] ?? "") })
    }

    func id(type: String, native: String, owner: String?) throws -> String {
        guard let found = identifiers.first(where: { $0.type == type && $0.native == native }) else {
            throw Fault(.notFound, "There is no \(type) \(native)", ["type": type, "id": native])
        }
        return found.uuid
    }

    func native(type: String, uuid: String) throws -> String {
        guard let found = identifiers.first(where: { $0.type == type && $0.uuid == uuid }) else {
            throw Fault(.notFound, "There is no \(type) \(uuid)", ["type": type, "id": uuid])
        }
        return found.native
    }

    func owner(uuid: String) -> String {
        identifiers.first { $0.uuid == uuid && $0.owner != nil }?.owner ?? ""
    }

    func session(name: String) -> String { values[name] ?? "" }

    func now() -> String { "2026-01-02T03:04:05Z" }
}
