import Agents
import Logging
import Synchronization

/// Takes a changed configuration and changed mappings into force without a restart (SIGHUP). What does not check leaves
/// the old in force.
final class Reloader: Sendable {
    private let daemon: Daemon
    private let current: Mutex<Configuration>

    init(_ daemon: Daemon) {
        self.daemon = daemon
        current = Mutex(daemon.configuration)
    }

    func reload() async {
        daemon.manager.reloading()
        reloadConfiguration()
        await reloadMappings()
        daemon.manager.ready("reloaded")
    }

    private func reloadConfiguration() {
        let new: Configuration
        do {
            new = try Daemon.read(daemon.options.configuration)
        } catch {
            complain("the configuration is not reloaded, the old one stays in force", error)
            return
        }
        let old = current.withLock { $0 }
        var waiting: [String] = []
        if new.listeners != old.listeners { waiting.append("listeners") }
        if new.hosts != old.hosts { waiting.append("hosts") }
        if new.inventory != old.inventory { waiting.append("inventory") }
        if new.state != old.state { waiting.append("state") }
        if new.mappings != old.mappings { waiting.append("mappings") }
        if new.limits.openCommands != old.limits.openCommands { waiting.append("limits.openCommands") }
        if new.limits.connections != old.limits.connections { waiting.append("limits.connections") }
        if new.users.map(\.password) != old.users.map(\.password) || new.users.map(\.name) != old.users.map(\.name) {
            daemon.users.replace(new.users)
        }
        daemon.settings.limits = new.limits
        LogfmtHandler.level = new.logLevel
        current.withLock { current in
            // Compared again at the next reload, so what waits for a restart is told again.
            current.users = new.users
        }
        daemon.log.notice("configuration reloaded", metadata: ["users": "\(new.users.count)"])
        if !waiting.isEmpty {
            daemon.log.warning(
                "changed, and in force after a restart", metadata: ["keys": "\(waiting.joined(separator: ", "))"])
        }
    }

    private func reloadMappings() async {
        do {
            await daemon.server.reload(try MappingCheck.load(daemon.locations.mappings))
            daemon.log.notice("mappings reloaded")
        } catch {
            complain("the mappings are not reloaded, the old ones stay in force", error)
        }
    }

    private func complain(_ message: Logger.Message, _ error: StartError) {
        for line in error.lines { daemon.log.error(message, metadata: ["fault": "\(line)"]) }
    }
}
