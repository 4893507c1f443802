import ArgumentParser
import Server

/// The program.
@main
struct Dragoman: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dragoman",
        abstract: "Any client, any hypervisor: vSphere clients manage ESXi, KVM, Xen and Hyper-V hosts.",
        discussion: """
            Dragoman stands between management tools and hypervisors. It mirrors what its hosts have, shows it to clients \
            in their own protocol, and translates their commands to each host's own.

            Exit codes (those of sysexits.h):
            \(ExitStatus.allCases.map { "  \($0.rawValue)\t\($0.explanation)" }.joined(separator: "\n"))
            """,
        version: "dragoman \(Release.version)",
        subcommands: [
            ServeCommand.self, CheckCommand.self, ExplainCommand.self, IdsCommand.self, SupportMatrixCommand.self,
            HashPasswordCommand.self,
        ])
}
