import Foundation
import Hosts
import Logging
import Simulator

extension SimulatedHyperVHost {
    /// Msvm_ComputerSystem.RequestStateChange: 2 starts or continues, 3 turns off, 6 saves, 9 pauses, 10 and 11 reset.
    func requestStateChange(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("RequestedState", "TimeoutPeriod")
        let configuration = try machine(call.selectors["Name"] ?? "")
        let guid = configuration.guid
        let state = monitor.state(of: guid) ?? .off
        let transition: VirtualMachineMonitor.Transition
        switch Int(try call.text("RequestedState")) {
        case 2: transition = state == .paused ? .unpause : state == .suspended ? .resume : .powerOn
        case 3: transition = .powerOff
        case 6: transition = .suspend
        case 9: transition = .pause
        case 10, 11: transition = .reset
        default: throw .parameter("RequestedState", "There is no such state to change to.")
        }
        if transition == .powerOn { try lockDisks(of: configuration) }
        try change(configuration, transition)
        return Outcome(isJob: true)
    }

    /// Msvm_ShutdownComponent.InitiateShutdown and InitiateReboot: the guest does it, a little later.
    func initiate(_ call: Invocation, reboot: Bool) throws(NativeFault) -> Outcome {
        try call.allow("Force", "Reason")
        let configuration = try machine(call.selectors["SystemName"] ?? "")
        let state = state(of: configuration)
        guard monitor.guestIsUp(configuration.guid) else {
            guard monitor.state(of: configuration.guid) == .running else {
                throw .state(state, "The virtual machine is not running.")
            }
            var fault = NativeFault(.notAvailable, "The device is not ready: the integration services do not answer.")
            fault.enabledState = state
            throw fault
        }
        let guid = configuration.guid
        Task { [weak self] in
            try await Task.sleep(for: .milliseconds(200))
            await self?.guestActed(guid, reboot ? .guestReboot : .guestShutdown)
        }
        return Outcome()
    }

    private func guestActed(_ guid: String, _ transition: VirtualMachineMonitor.Transition) {
        guard let configuration = configuration(guid) else { return }
        do {
            try change(configuration, transition)
        } catch {
            // Turned off in the meantime: nothing is left to shut down.
            logger.debug("guest did not act", metadata: ["machine": "\(guid)", "reason": "\(error.message)"])
        }
    }

    /// Takes a transition and keeps the state in the machine's file.
    func change(_ configuration: Configuration, _ transition: VirtualMachineMonitor.Transition) throws(NativeFault) {
        let guid = configuration.guid
        let before = monitor
        do {
            try monitor.apply(transition, to: guid)
        } catch {
            throw fault(error, configuration)
        }
        do {
            try save(stateKept(configuration))
        } catch {
            monitor = before
            throw error
        }
        if monitor.state(of: guid) == .running && !monitor.guestIsUp(guid) {
            let seconds = monitor.bootTime
            Task { [weak self] in
                try await Task.sleep(for: .seconds(seconds) + .milliseconds(20))
                await self?.announce(guid)
            }
        }
    }

    /// The configuration with the monitor's state in it.
    func stateKept(_ configuration: Configuration) -> Configuration {
        var configuration = configuration
        let state = EnabledState(monitor.state(of: configuration.guid) ?? .off)
        configuration.properties.replace("state", with: [Value("state", state.number, "integer")])
        configuration.properties.replace("health", with: [Value("health", state.health, "integer")])
        configuration.properties["state_changed"] = Timestamp.text(Date())
        configuration.properties["boot_time"] = monitor.bootTime(of: configuration.guid).map(Timestamp.text)
        return configuration
    }

    private func fault(
        _ error: VirtualMachineMonitor.TransitionError, _ configuration: Configuration
    ) -> NativeFault {
        var fault: NativeFault
        switch error {
        case .illegal:
            fault = NativeFault(
                .invalidState, "The operation cannot be performed while the virtual machine is in its current state.")
        case .insufficientMemory(let needed, let free):
            fault = NativeFault(
                .outOfMemory,
                "Not enough memory in the system to start the virtual machine \(configuration.name): it needs \(needed) MB, \(free) MB are free."
            )
            fault.isJob = true
        case .guestNotReady: fault = NativeFault(.notAvailable, "The integration services do not answer.")
        case .unknown: return .noInstance(configuration.guid)
        }
        fault.enabledState = state(of: configuration)
        return fault
    }

    /// A virtual hard disk is open in one running machine at most.
    private func lockDisks(of configuration: Configuration) throws(NativeFault) {
        let paths = Set(configuration.hardDisks.compactMap { $0["HostResource"]?.lowercased() })
        for disk in configuration.hardDisks {
            guard let path = disk["HostResource"] else { continue }
            guard let url = volumes.url(path), FileManager.default.fileExists(atPath: url.path) else {
                var fault = NativeFault.file(
                    .fileNotFound, .fileNotFound, path, "The system cannot find the file \(path).")
                fault.isJob = true
                throw fault
            }
        }
        for (guid, record) in machines where guid != configuration.guid && !paths.isEmpty {
            guard let state = monitor.state(of: guid), state == .running || state == .paused,
                let other = try? Configuration(parsing: record.bytes)
            else { continue }
            for path in other.hardDisks.compactMap({ $0["HostResource"] }) where paths.contains(path.lowercased()) {
                var fault = NativeFault.file(
                    .failed, .sharingViolation, path,
                    "The process cannot access the file \(path): another machine uses it.")
                fault.isJob = true
                throw fault
            }
        }
    }
}
