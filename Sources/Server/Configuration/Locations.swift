import Foundation

/// Where the daemon finds and keeps its files.
public struct Locations: Sendable, Hashable {
    /// The database, the certificate and the simulated hosts' data.
    public var state: URL
    /// The folder with `generic` and the platforms' folders.
    public var mappings: URL

    /// What the command line says comes first, then the configuration, then the defaults: `$STATE_DIRECTORY` (systemd
    /// sets it) or `state` in the working directory; ``defaultMappings()``.
    public init(_ configuration: Configuration?, state: String? = nil, mappings: String? = nil) {
        self.state = state.map { URL(fileURLWithPath: $0) } ?? configuration?.state ?? Self.defaultState()
        self.mappings = mappings.map { URL(fileURLWithPath: $0) } ?? configuration?.mappings ?? Self.defaultMappings()
    }

    private static func defaultState() -> URL {
        // systemd gives several as a list with colons; ours is the first.
        let given = ProcessInfo.processInfo.environment["STATE_DIRECTORY"]?.split(separator: ":").first
        return URL(fileURLWithPath: given.map(String.init) ?? "state")
    }

    /// `Mappings` in the working directory, else beside the program, else `../share/dragoman/Mappings` from it.
    public static func defaultMappings() -> URL {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let places = [
            URL(fileURLWithPath: "Mappings"), program.appendingPathComponent("Mappings"),
            program.deletingLastPathComponent().appendingPathComponent("share/dragoman/Mappings"),
        ]
        let marker = "generic/commands.xml"
        return places.first { FileManager.default.fileExists(atPath: $0.appendingPathComponent(marker).path) }
            ?? places[0]
    }
}
