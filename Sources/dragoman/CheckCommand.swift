import ArgumentParser
import Foundation
import Server

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a configuration and all mappings.",
        discussion: """
            Reads the configuration, compiles every stylesheet, holds every command table against its schema, and proves \
            the union: each platform says for each generic command how it performs it. One line a fault. Ends with 0, \
            with 78 if the configuration is at fault, with 65 if only mappings are.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The configuration.", valueName: "file"))
    var config: String

    @Option(help: ArgumentHelp("Where the mappings are; before what the configuration says.", valueName: "dir"))
    var mappings: String?

    func run() async throws {
        try await reporting { () async throws(StartError) in
            for line in try ConfigurationCheck.run(URL(fileURLWithPath: config), mappings: mappings) { print(line) }
        }
    }
}
