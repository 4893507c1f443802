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
    /// The settings in which those are kept whose machine is being made: the user, by task.
    private static let tasks = "imports under way"
    private var settings: SettingStore { server.store.settings }

    /// Before the machine is made, by a task.
    /// - Throws: ``StoreError``.
    func expect(_ task: String, by user: String) throws {
        try settings.set([task: user], of: HalfImports.tasks)
    }

    /// The machine has been made.
    /// - Throws: ``StoreError``.
    func begin(_ machine: String, by user: String, made task: String) throws {
        try settings.set([machine: user], of: HalfImports.place)
        try settings.remove([task], of: HalfImports.tasks)
    }

    /// No machine has been made.
    func fail(_ task: String) { try? settings.remove([task], of: HalfImports.tasks) }

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
        var left = settings.settings(of: HalfImports.place)
        let expected = settings.settings(of: HalfImports.tasks)
        guard !left.isEmpty || !expected.isEmpty else { return }
        while !server.isReady {
            do { try await Task.sleep(for: .milliseconds(100)) } catch { return }
        }
        for (task, user) in expected {
            guard let machine = await made(by: task) else {
                fail(task)
                continue
            }
            do {
                try begin(machine, by: user, made: task)
            } catch {
                log.error("a half import cannot be noted", metadata: ["error": "\(error)"])
            }
            left[machine] = user
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

    /// The machine that a task comes to have made, which may be carried out only now.
    private func made(by task: String) async -> String? {
        guard server.store.journal.entry(task) != nil else { return nil }
        await server.finish(of: task)
        guard let bytes = server.store.journal.entry(task)?.result, let document = try? Document(parsing: bytes),
            case .result(let made?) = Outcome(document.root)
        else { return nil }
        return made.id
    }
}
