import Simulator
import XML

extension SimulatedESXiHost {
    /// The modifiers of a UsbScanCodeSpecModifierType, and the usages of their keys.
    private static let modifiers = [
        ("leftControl", 224), ("leftShift", 225), ("leftAlt", 226), ("leftGui", 227), ("rightControl", 228),
        ("rightShift", 229), ("rightAlt", 230), ("rightGui", 231),
    ]

    /// Types keys (VirtualMachine.PutUsbScanCodes of vSphere API 6.5). The answer is the number of keys typed.
    /// - Throws: ``ESXiFault`` InvalidPowerState, InvalidArgument.
    func putUsbScanCodes(_ machine: ESXiMachine, _ call: Element) throws -> Outcome {
        try check(call, takes: ["spec"])
        guard machine.power == .poweredOn else {
            throw ESXiFault.invalidPowerState(requested: .poweredOn, existing: machine.power)
        }
        let events = call.first("spec")?.all("keyEvents") ?? []
        let strokes = try events.map { event throws(ESXiFault) in
            guard let code = event.value("usbHidCode").flatMap({ Int($0) }), code & 0xFFFF == 7,
                case let usage = code >> 16, 4...231 ~= usage
            else { throw .invalidArgument("spec.keyEvents.usbHidCode") }
            let held = Self.modifiers.filter { event.first("modifiers")?.value($0.0) == "true" }
            return (held.map(\.1) + [usage]).map(String.init).joined(separator: " ")
        }
        try KeyboardLog.append(strokes, of: machine.reference, below: store.root)
        return .answer(Element("returnval", namespace: Vim.namespace, text: String(strokes.count)))
    }
}
