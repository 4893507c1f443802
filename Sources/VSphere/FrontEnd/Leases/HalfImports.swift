import Agents
import Bus
import Foundation
import Generic
import Logging
import Store
import XML

/// The machines whose import is not complete. They are remembered on disk, so that what a restart has cut off is removed.
struct HalfImports: Sendable {
    let server: TransformServer

    /// The settings in which they are kept: the user, by machine.
    private static let place = "half imports"
    private var settings: SettingStore { server.store.settings }

    /// - Throws: ``StoreError``.
    func begin(_ machine: String, by user: String) throws {
        try settings.set([machine: user], of: HalfImports.place)
    }

    /// - Throws: ``StoreError``.
    func complete(_ machine: String) throws { try settings.remove([machine], of: HalfImports.place) }

    /// Removes a machine that was imported by half.
    func remove(_ machine: String, for client: Client) async throws(Fault) {
        let element = Element(
            "command", namespace: Namespaces.generic, attributes: ["name": "vm.destroy", "target": machine])
        let entry = try server.accept(Command(element), from: client, trace: server.traces.begin())
        await server.finish(of: entry.id)
        // One whose host cannot be reached is removed after another restart.
        if server.store.mirror.entry(machine) == nil { try? complete(machine) }
    }

    /// Removes what an earlier run has left, once the hosts have been read.
    func removeAll(log: Logger) async {
        let left = settings.settings(of: HalfImports.place)
        guard !left.isEmpty else { return }
        while !server.isReady {
            do { try await Task.sleep(for: .milliseconds(100)) } catch { return }
        }
        for (machine, user) in left.sorted(by: { $0.key < $1.key }) {
            guard let entry = server.store.mirror.entry(machine) else {
                try? complete(machine)
                continue
            }
            log.notice("a machine that was half imported is removed", metadata: ["vm": "\(entry.name)"])
            let client = Client(protocolName: Presentation.protocolName, user: user, authority: .granted, address: "")
            do {
                try await remove(machine, for: client)
            } catch {
                log.error("a machine that was half imported stays", metadata: ["error": "\(error.message)"])
            }
        }
    }
}
