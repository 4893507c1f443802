import Simulator

extension SimulatedKVMHost {
    /// Presses keys together (virDomainSendKey). Only the usages of USB keyboards (VIR_KEYCODE_SET_USB) are simulated.
    /// - Throws: ``LibvirtError`` 1 for a code that no key has, 8, 42, 55 and 84 for other code sets.
    func sendKey(_ call: LibvirtCall) throws {
        try call.check(0)
        let domain = try domain(of: call)
        guard try call.number("codeset") == 7 else {
            throw LibvirtError(.operationUnsupported, "Operation not supported: keycodes other than USB's")
        }
        _ = try call.number("holdtime")
        let codes = try call.numbers("keycodes")
        guard !codes.isEmpty else {
            throw LibvirtError.argument("nkeycodes in domainSendKey must be greater than zero")
        }
        guard codes.count <= 16 else { throw LibvirtError.argument("nkeycodes must be <= 16") }
        for code in codes where !(4...164 ~= code || 224...231 ~= code) {
            throw LibvirtError(
                .internalError, "internal error: cannot translate keycode \(code) of usb codeset to qnum keycode")
        }
        guard domain.isActive else { throw LibvirtError.invalid("domain is not running") }
        // QEMU takes keys of a paused domain, and drops them.
        guard monitor.state(of: domain.uuid) == .running else { return }
        try KeyboardLog.append(
            [codes.map(String.init).joined(separator: " ")], of: domain.uuid, below: directory)
    }
}
