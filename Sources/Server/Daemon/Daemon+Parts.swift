import Agents
import Bus
import Foundation
import Logging
import Metrics
import Store
import Synchronization
import XML

extension Daemon {
    static func checkLibraries() throws(StartError) {
        do {
            try Library.check()
        } catch {
            throw StartError(.unavailable, error.reason)
        }
    }

    static func read(_ file: URL) throws(StartError) -> Configuration {
        do {
            return try Configuration(reading: file)
        } catch {
            throw StartError(error)
        }
    }

    static func open(_ directory: URL) throws(StartError) -> Store {
        do {
            return try Store(directory: directory)
        } catch let error as StoreError {
            throw StartError(error, directory: directory)
        } catch {
            throw StartError(.inputOutput, "\(directory.path): \(error)")
        }
    }

    static func makeHosts(
        _ hosts: [Configuration.Host], below directory: URL, mappings: URL, _ log: Logger
    ) throws(StartError) -> [ManagedHost] {
        var managed: [ManagedHost] = []
        for host in hosts {
            guard let platform = Platform.named(host.platform) else {
                throw StartError(.configuration, "the host '\(host.name)' has the unknown platform '\(host.platform)'")
            }
            let home = directory.appendingPathComponent(host.name)
            do {
                var log = log
                log[metadataKey: "host"] = "\(host.name)"
                let driver =
                    try host.live.flatMap { try platform.liveHost($0, mappings: mappings, logger: log) }
                    ?? platform.simulatedHost(
                        name: host.name, vms: host.vms, pattern: host.pattern, directory: home, logger: log)
                managed.append(ManagedHost(name: host.name, platform: platform.name, driver: driver))
            } catch {
                throw StartError(
                    .cannotCreate, "\(home.path): the host '\(host.name)' cannot keep its data there: \(error)")
            }
        }
        return managed
    }

    static func lay(out plan: LayoutPlan, _ server: TransformServer) throws(StartError) {
        do {
            try server.layout.apply(plan)
        } catch {
            throw StartError(.inputOutput, "the inventory cannot be written: \(error)")
        }
    }

    private static let shared = Mutex<MetricsRegistry?>(nil)

    /// Logging and metrics are the process's: they can be set up once.
    static func bootstrap(level: Logger.Level) -> MetricsRegistry {
        LogfmtHandler.level = level
        return shared.withLock { shared in
            if let shared { return shared }
            let registry = MetricsRegistry()
            LoggingSystem.bootstrap { LogfmtHandler(label: $0) }
            MetricsSystem.bootstrap(registry)
            shared = registry
            return registry
        }
    }
}
