import ArgumentParser
import Foundation
import Server

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what becomes of a client's command, stage by stage.",
        discussion: """
            Reads a native command in its abstract XML form, as Mappings/PLATFORM/examples/command-in-*.xml have it in \
            <input>, and prints it, the generic command, the decision and its reason, and the native calls that the host \
            would get. Nothing is sent.

            With --state, the command's identifiers are those of that daemon's clients, and its mirror gives the data. \
            Without, a sample host of the platform is made for the purpose, as a simulated fleet has it, with four \
            machines; identifiers then stand for its objects, and the output says which for which. The same identifier \
            always stands for the same object.
            """)

    @Option(
        help: ArgumentHelp(
            "The platform of the client: \(Platform.names.joined(separator: ", ")).", valueName: "platform"))
    var from: String

    @Option(help: ArgumentHelp("The platform of the host.", valueName: "platform"))
    var to: String

    @Option(help: ArgumentHelp("A daemon's state directory; it may be running.", valueName: "dir"))
    var state: String?

    @Option(help: ArgumentHelp("Where the mappings are.", valueName: "dir"))
    var mappings: String?

    @Argument(help: "The command; - or nothing for standard input.")
    var file = "-"

    func validate() throws {
        for platform in [from, to] where !Platform.names.contains(platform) {
            throw ValidationError(
                "There is no platform '\(platform)'; there are \(Platform.names.joined(separator: ", ")).")
        }
    }

    func run() async throws {
        try await reporting { () async throws(StartError) in
            let document = try CommandDocument.read(file)
            let loaded = try MappingCheck.load(Locations(nil, mappings: mappings).mappings)
            let explainer = try await Explainer.make(
                from: from, to: to, mappings: loaded, state: state.map { URL(fileURLWithPath: $0) })
            print(try explainer.explain(document).text, terminator: "")
        }
    }
}
