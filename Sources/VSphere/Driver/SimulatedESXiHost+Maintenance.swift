import Foundation
import Hosts
import Simulator
import XML

/// Maintenance mode: the host starts no machine, and enters it once none runs any more.
extension SimulatedESXiHost {
    /// Waits for the machines to be stopped, by whoever it may be.
    /// - Throws: ``ESXiFault`` `Timedout` after the seconds that the call allows, if it sets a limit.
    func enterMaintenance(_ call: Element) async throws -> Outcome {
        try check(call, takes: ["timeout", "evacuatePoweredOffVms"])
        try checkMaintenance(is: false)
        let seconds = try seconds(call)
        let deadline = ContinuousClock.now + .seconds(seconds)
        while monitor.usedMiB > 0 {
            guard seconds == 0 || ContinuousClock.now < deadline else {
                throw ESXiFault("Timedout", "Operation timed out: machines are still running.")
            }
            try await Task.sleep(for: .milliseconds(100))
            try checkOpen()
        }
        try setMaintenance("TRUE")
        return .task(ESXiHostFacts.hostID)
    }

    func exitMaintenance(_ call: Element) throws -> Outcome {
        try check(call, takes: ["timeout"])
        _ = try seconds(call)
        try checkMaintenance(is: true)
        try setMaintenance("FALSE")
        return .task(ESXiHostFacts.hostID)
    }

    private func seconds(_ call: Element) throws(ESXiFault) -> Int {
        guard let seconds = call.first("timeout").flatMap({ Int($0.text) }), seconds >= 0 else {
            throw ESXiFault("InvalidArgument", "A specified parameter was not correct: timeout", [("invalidProperty", "timeout")])
        }
        return seconds
    }

    private func checkMaintenance(is expected: Bool) throws(ESXiFault) {
        guard facts.file.flag("/system/maintenanceMode") == expected else {
            throw ESXiFault("InvalidState", "The operation is not allowed in the current state of the host.")
        }
    }

    private func setMaintenance(_ value: String) throws {
        facts.setMaintenance(value)
        try NativeFile.write(facts.file.text, to: store.factsFile)
        announce(.changed(NativeReference(type: "HostSystem", id: ESXiHostFacts.hostID)))
    }
}
