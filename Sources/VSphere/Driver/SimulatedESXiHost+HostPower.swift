import Foundation
import Hosts
import Logging
import Simulator
import XML

/// Restarting and shutting down the host itself.
extension SimulatedESXiHost {
    /// The machines are gone at once, and the host with them: the task ends as the host begins.
    /// - Throws: ``ESXiFault`` `InvalidState` outside maintenance mode, unless it is forced.
    func leave(by transition: HostPower.Transition, _ call: Element) throws -> Outcome {
        try check(call, takes: ["force"])
        guard let force = call.first("force")?.text, ["true", "false", "1", "0"].contains(force) else {
            throw ESXiFault("InvalidArgument", "A specified parameter was not correct: force", [("invalidProperty", "force")])
        }
        guard force == "true" || force == "1" || facts.file.flag("/system/maintenanceMode") else {
            throw ESXiFault("InvalidState", "The operation is not allowed in the current state of the host.")
        }
        for machine in machines.values where machine.power == .poweredOn {
            try self.transition(machine, .powerOff, requested: .poweredOff) { _ in
                store.remove(ESXiDataStore.swapFile(machine.path))
            }
        }
        power.leave(by: transition)
        announce(.disconnected(reason: power.reason(facts.name)))
        if transition == .restart {
            Task { [weak self] in
                try? await Task.sleep(for: HostPower.restartTime)
                await self?.comeUp()
            }
        }
        return .task(ESXiHostFacts.hostID)
    }

    private func comeUp() {
        facts.setBootTime(Date())
        do {
            try NativeFile.write(facts.file.text, to: store.factsFile)
        } catch {
            log.error("the host's file cannot be written", metadata: ["error": "\(error)"])
        }
        power.comeUp()
        announce(.connected)
    }
}
