import Foundation
import Testing
import XML

@testable import Server

@Suite struct ExplainTests {
    private static let mappings = Result { try MappingCheck.load(Repository.mappings) }

    /// The commands that a platform's clients send, from its examples.
    private func commands(of platform: String) throws -> [(name: String, document: Document)] {
        let folder = Repository.mappings.appendingPathComponent("\(platform)/examples")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .filter { $0.hasPrefix("command-in-") }
            .map { ("\(platform)/\($0)", try CommandDocument.read(folder.appendingPathComponent($0).path)) }
    }

    /// Any client, any hypervisor: each command ends as calls or as a refusal that names its reason.
    @Test(arguments: Platform.names)
    func everyExampleIsExplainedForEveryHost(_ host: String) async throws {
        let mappings = try Self.mappings.get()
        for client in Platform.names {
            let explainer = try await Explainer.make(from: client, to: host, mappings: mappings, state: nil)
            for command in try commands(of: client) {
                do {
                    let text = try explainer.explain(command.document).text
                    #expect(!text.contains("code=\"internal\""), "\(command.name) on \(host):\n\(text)")
                    #expect(
                        text.contains("what the \(host) host is told") || text.contains("refused") || text.contains("brokered"),
                        "\(command.name) on \(host)")
                } catch {
                    Issue.record("\(command.name) on \(host): \(error)")
                }
            }
        }
    }

    @Test func theStagesAreTold() async throws {
        let explainer = try await Explainer.make(from: "xen", to: "kvm", mappings: try Self.mappings.get(), state: nil)
        let example = Repository.mappings.appendingPathComponent("xen/examples/command-in-start.xml")
        let command = try CommandDocument.read(example.path)
        let text = try explainer.explain(command).text
        #expect(text.contains("what the xen client sends"))
        #expect(text.contains("name=\"vm.powerOn\""))
        #expect(text.contains("decision: "))
        #expect(text.contains("is not known: it stands for the vm 'sample-"))
        #expect(try explainer.explain(command).text == text)
    }

    @Test func whatIsNoXMLIsBadData() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("x")
        try Data("<a>".utf8).write(to: file)
        let error = #expect(throws: StartError.self) { try CommandDocument.read(file.path) }
        #expect(error?.status == .badData)
        let missing = #expect(throws: StartError.self) { try CommandDocument.read("/nowhere") }
        #expect(missing?.status == .noInput)
    }
}
