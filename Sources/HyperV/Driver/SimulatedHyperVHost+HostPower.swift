import Foundation
import Hosts
import Logging
import Simulator

/// Win32_OperatingSystem.Win32Shutdown: restarting and shutting down the host itself.
extension SimulatedHyperVHost {
    /// Flags: 1 shuts down, 2 restarts, 8 powers off; 4 more does so whatever runs. What becomes of the machines, their own
    /// settings say (AutomaticShutdownAction: 2 turns off, 3 saves, 4 shuts down; saving unless it is set).
    func shutDownHost(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("Flags", "Reserved")
        guard let flags = Int(try call.text("Flags")), [1, 2, 5, 6, 8, 12].contains(flags) else {
            throw .parameter("Flags", "There is no such way to shut down.")
        }
        for guid in machines.keys.sorted() {
            guard let configuration = configuration(guid), let state = monitor.state(of: guid),
                state != .off, state != .suspended
            else { continue }
            let saves = configuration.system.integer("AutomaticShutdownAction") ?? 3 == 3 && state != .crashed
            try change(configuration, saves ? .suspend : .powerOff)
            if configuration.system.integer("AutomaticStartupAction") ?? 3 != 2 { returning.append(guid) }
        }
        let restarts = flags & 2 != 0
        power.leave(by: restarts ? .restart : .shutDown)
        announcements.yield(.disconnected(reason: power.reason(name)))
        if restarts {
            Task { [weak self] in
                try? await Task.sleep(for: HostPower.restartTime)
                await self?.comeUp()
            }
        }
        return Outcome()
    }

    /// Machines that ran come back by themselves (AutomaticStartupAction: 2 starts nothing, 3 what ran before; 3 unless it
    /// is set).
    private func comeUp() {
        guard !isClosed else { return }
        if let index = host.settings.firstIndex(where: { $0.className == "Win32_OperatingSystem" }) {
            host.settings[index]["LastBootUpTime"] = Timestamp.text(Date())
        }
        do {
            try NativeFile.write(host.bytes, to: directory.appendingPathComponent("host.xml"))
        } catch {
            logger.error("the host's file cannot be written", metadata: ["error": "\(error)"])
        }
        power.comeUp()
        for configuration in returning.compactMap(configuration) {
            do {
                try change(configuration, monitor.state(of: configuration.guid) == .suspended ? .resume : .powerOn)
            } catch {
                logger.error("a machine does not start", metadata: ["machine": "\(configuration.guid)", "reason": "\(error.message)"])
            }
        }
        returning = []
        announcements.yield(.connected)
    }
}
