import ArgumentParser
import Foundation
import Server

struct IdsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ids",
        abstract: "Look an identifier up in both directions.",
        usage: """
            dragoman ids [--state <dir>] <uuid>
            dragoman ids [--state <dir>] <platform> <type> <native>
            """,
        discussion: """
            Given a generic UUID, prints what the object is called on every platform; given a platform, one of its types \
            and a native identifier, prints which objects are called that. What is gone is still known. The daemon may be \
            running.

            Example: dragoman ids vsphere VirtualMachine vm-7
            """)

    @Option(
        help: ArgumentHelp("The daemon's state directory (default: $STATE_DIRECTORY, else ./state).", valueName: "dir"))
    var state: String?

    @Argument(help: "A UUID, or a platform, a type and a native identifier.")
    var identifier: [String]

    func validate() throws {
        guard identifier.count == 1 || identifier.count == 3 else {
            throw ValidationError("Give a UUID, or a platform, a type and a native identifier.")
        }
    }

    func run() async throws {
        try await reporting { () async throws(StartError) in
            print(try IdentifierLookup(state: Locations(nil, state: state).state).find(identifier), terminator: "")
        }
    }
}
