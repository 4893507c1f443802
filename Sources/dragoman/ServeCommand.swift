import ArgumentParser
import Foundation
import Server

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the daemon in the foreground.",
        discussion: """
            Logs to standard error, one line an event. SIGTERM and SIGINT stop it after the commands under way, within \
            seconds. SIGHUP reads the configuration (users, limits, log level) and the mappings again, and keeps the old \
            ones if the new ones do not check.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The configuration.", valueName: "file"))
    var config: String

    @Option(
        help: ArgumentHelp(
            "Where the database and the simulated hosts' data are kept; before what the configuration says.",
            valueName: "dir"))
    var state: String?

    @Option(help: ArgumentHelp("Where the mappings are; before what the configuration says.", valueName: "dir"))
    var mappings: String?

    @Flag(help: "Hold every generic document and plan against its schema, and fail the command if it is not valid.")
    var validate = false

    func run() async throws {
        try await reporting { () async throws(StartError) in
            let options = Daemon.Options(
                configuration: URL(fileURLWithPath: config), state: state, mappings: mappings, validates: validate)
            try await Daemon(options).run()
        }
    }
}
