import Bus
import Foundation
import XML

/// Holds a configuration and the mappings against everything that is known about them.
public enum ConfigurationCheck {
    /// - Returns: what was checked, one line each.
    /// - Throws: ``StartError`` with one line for each fault; its status is the configuration's if both are at fault.
    public static func run(_ file: URL, mappings: String?) throws(StartError) -> [String] {
        var lines: [String] = []
        var failure: StartError?
        var configuration: Configuration?
        do {
            let read = try Daemon.read(file)
            configuration = read
            let listeners = read.listeners.all.map { "\($0.name) on \($0.listener.address) port \($0.listener.port)" }
            lines.append(
                "\(file.relativePath): \(listeners.joined(separator: ", ")); \(read.users.count) users, \(read.hosts.count) hosts"
            )
        } catch {
            failure = error
        }
        let directory = Locations(configuration, mappings: mappings).mappings
        do {
            let mappings = try MappingCheck.load(directory)
            let commands = mappings.union.all("command").count
            let platforms = mappings.platforms.keys.sorted().joined(separator: ", ")
            lines.append(
                "\(directory.relativePath): \(platforms); \(commands) generic commands, each performed or refused by each platform"
            )
        } catch {
            failure = failure.map { StartError($0.status, $0.lines + error.lines) } ?? error
        }
        if let failure { throw failure }
        return lines
    }
}
