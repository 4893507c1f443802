import Logging
import Simulator

extension SimulatedHyperVHost {
    /// The keyboard that a machine has while it runs.
    func keyboard(of configuration: Configuration) -> Setting {
        Setting(
            "Msvm_Keyboard",
            [
                Value("CreationClassName", "Msvm_Keyboard"),
                Value("DeviceID", "Microsoft:\(configuration.guid)\(Instances.keyboardKey)"),
                Value("SystemCreationClassName", "Msvm_ComputerSystem"), Value("SystemName", configuration.guid),
            ])
    }

    /// Msvm_Keyboard.TypeScancodes: the bytes that a PC/AT keyboard would send, scan code set 1.
    func typeScancodes(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("Scancodes")
        let configuration = try machine(call.selectors["SystemName"] ?? "")
        guard call.selectors["DeviceID"]?.uppercased() == keyboard(of: configuration)["DeviceID"]?.uppercased() else {
            throw .noInstance("Msvm_Keyboard.DeviceID=\"\(call.selectors["DeviceID"] ?? "")\"")
        }
        guard monitor.state(of: configuration.guid) == .running else {
            throw .state(state(of: configuration), "The virtual machine is not running.")
        }
        let codes = call.input.values.compactMap { value in
            if case .text(let text) = value.content { UInt8(text) } else { nil }
        }
        guard !codes.isEmpty, codes.count == call.input.values.count else {
            throw .parameter("Scancodes", "The parameter Scancodes is no list of bytes.")
        }
        let bytes = codes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
        do {
            try KeyboardLog.append([bytes.joined(separator: " ")], of: configuration.guid, below: directory)
        } catch {
            logger.error("a file cannot be written", metadata: ["error": "\(error)"])
            throw NativeFault(.failed, "The keyboard cannot be reached.")
        }
        return Outcome()
    }
}
