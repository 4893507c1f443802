import ArgumentParser
import Foundation
import Server

struct SupportMatrixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support-matrix",
        abstract: "Print what each platform does with each command.",
        discussion: """
            Reads the command tables of all mappings and prints, as Markdown: for each generic command whether hosts of a \
            platform perform it natively, by several calls, by a service of ours, or refuse it, and why; and for each \
            protocol what its clients' commands become. docs/support-matrix.md is that of the mappings beside it.
            """)

    @Option(help: ArgumentHelp("Where the mappings are.", valueName: "dir"))
    var mappings: String?

    func run() async throws {
        try await reporting { () async throws(StartError) in
            print(try SupportMatrix.markdown(of: Locations(nil, mappings: mappings).mappings), terminator: "")
        }
    }
}
