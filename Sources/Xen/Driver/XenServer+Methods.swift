/// The methods that the server knows: what they take, and what they do.
extension XenServer {
    struct Method: Sendable {
        var parameters: [Arguments.Parameter]
        var run: @Sendable (inout XenServer, Arguments) throws(XapiError) -> XapiValue
    }

    /// Runs a call to its end.
    mutating func call(_ name: String, _ arguments: [XapiValue]) throws(XapiError) -> XapiValue {
        guard let method = XenServer.methods[name] ?? reflected(name) else {
            throw XapiError("MESSAGE_METHOD_UNKNOWN", name)
        }
        let checked = try Arguments(arguments, for: method.parameters, of: name, in: database)
        return try method.run(&self, checked)
    }

    static let methods: [String: Method] = [deviceMethods, hostMethods, fileMethods, migrationMethods].reduce(vmMethods)
    { $0.merging($1) { $1 } }

    /// A method that gives nothing back.
    static func method(
        _ parameters: [Arguments.Parameter],
        _ run: @escaping @Sendable (inout XenServer, Arguments) throws(XapiError) -> Void
    ) -> Method {
        Method(parameters: parameters) {
            (server: inout XenServer, arguments: Arguments) throws(XapiError) -> XapiValue in
            try run(&server, arguments)
            return .void
        }
    }

    /// A method that gives a reference back.
    static func maker(
        _ parameters: [Arguments.Parameter],
        _ run: @escaping @Sendable (inout XenServer, Arguments) throws(XapiError) -> String
    ) -> Method {
        Method(parameters: parameters) {
            (server: inout XenServer, arguments: Arguments) throws(XapiError) -> XapiValue in
            .string(try run(&server, arguments))
        }
    }

    static func this(_ table: String) -> Arguments.Parameter { .init("self", .ref(table)) }
    static let vmParameter = Arguments.Parameter("vm", .ref("VM"))
    static let record = [Arguments.Parameter("record", .record)]

    private static let starting = [
        vmParameter, Arguments.Parameter("start_paused", .boolean), Arguments.Parameter("force", .boolean),
    ]
    private static let startingOn = [
        vmParameter, Arguments.Parameter("host", .ref("host")), Arguments.Parameter("start_paused", .boolean),
        Arguments.Parameter("force", .boolean),
    ]
    private static let named = [vmParameter, Arguments.Parameter("new_name", .string)]
    private static func number(_ name: String) -> [Arguments.Parameter] { [this("VM"), .init(name, .int)] }

    private static let vmMethods: [String: Method] = [
        "VM.start": method(starting) { (server, a) throws(XapiError) in
            try server.start(a.text("vm"), paused: a.bool("start_paused"))
        },
        "VM.start_on": method(startingOn) { (server, a) throws(XapiError) in
            try server.start(a.text("vm"), paused: a.bool("start_paused"))
        },
        "VM.resume": method(starting) { (server, a) throws(XapiError) in
            try server.resume(a.text("vm"), paused: a.bool("start_paused"))
        },
        "VM.resume_on": method(startingOn) { (server, a) throws(XapiError) in
            try server.resume(a.text("vm"), paused: a.bool("start_paused"))
        },
        "VM.suspend": method([vmParameter]) { (server, a) throws(XapiError) in try server.suspend(a.text("vm")) },
        "VM.pause": method([vmParameter]) { (server, a) throws(XapiError) in try server.pause(a.text("vm")) },
        "VM.unpause": method([vmParameter]) { (server, a) throws(XapiError) in try server.unpause(a.text("vm")) },
        "VM.clean_shutdown": method([vmParameter]) { (server, a) throws(XapiError) in
            try server.cleanShutdown(a.text("vm"))
        },
        "VM.clean_reboot": method([vmParameter]) { (server, a) throws(XapiError) in try server.cleanReboot(a.text("vm"))
        },
        "VM.hard_shutdown": method([vmParameter]) { (server, a) throws(XapiError) in
            try server.hardShutdown(a.text("vm"))
        },
        "VM.hard_reboot": method([vmParameter]) { (server, a) throws(XapiError) in try server.hardReboot(a.text("vm"))
        },
        "VM.shutdown": method([vmParameter]) { (server, a) throws(XapiError) in try server.shutdown(a.text("vm")) },
        "VM.create": maker(record) { (server, a) throws(XapiError) in try server.createVM(a.record("record")) },
        "VM.destroy": method([this("VM")]) { (server, a) throws(XapiError) in try server.destroyVM(a.text("self")) },
        "VM.clone": maker(named) { (server, a) throws(XapiError) in
            try server.clone(a.text("vm"), name: a.text("new_name"))
        },
        "VM.copy": maker(named + [.init("sr", .string)]) { (server, a) throws(XapiError) in
            try server.copy(a.text("vm"), name: a.text("new_name"), to: a.text("sr"))
        },
        "VM.snapshot": maker(named + [.init("ignore_vdis", .set, default: .array([]))]) {
            (server, a) throws(XapiError) in
            let ignored = SExpression.set(a["ignore_vdis"].stored(.set) ?? "") ?? []
            return try server.snapshot(a.text("vm"), name: a.text("new_name"), memory: false, ignoring: ignored)
        },
        "VM.checkpoint": maker(named) { (server, a) throws(XapiError) in
            try server.snapshot(a.text("vm"), name: a.text("new_name"), memory: true)
        },
        "VM.revert": method([.init("snapshot", .ref("VM"))]) { (server, a) throws(XapiError) in
            try server.revert(to: a.text("snapshot"))
        },
        "VM.set_VCPUs_max": method(number("value")) { (server, a) throws(XapiError) in
            try server.setProcessorsMax(a.text("self"), a.int("value"))
        },
        "VM.set_VCPUs_at_startup": method(number("value")) { (server, a) throws(XapiError) in
            try server.setProcessorsAtStartup(a.text("self"), a.int("value"))
        },
        "VM.set_VCPUs_number_live": method(number("nvcpu")) { (server, a) throws(XapiError) in
            try server.setProcessorsLive(a.text("self"), a.int("nvcpu"))
        },
        "VM.set_memory_static_min": method(number("value")) { (server, a) throws(XapiError) in
            try server.setMemory(a.text("self"), staticMin: a.int("value"))
        },
        "VM.set_memory_static_max": method(number("value")) { (server, a) throws(XapiError) in
            try server.setMemory(a.text("self"), staticMax: a.int("value"))
        },
        "VM.set_memory_dynamic_min": method(number("value")) { (server, a) throws(XapiError) in
            try server.setMemory(a.text("self"), dynamicMin: a.int("value"))
        },
        "VM.set_memory_dynamic_max": method(number("value")) { (server, a) throws(XapiError) in
            try server.setMemory(a.text("self"), dynamicMax: a.int("value"))
        },
        "VM.set_memory": method(number("value")) { (server, a) throws(XapiError) in
            let value = a.int("value")
            let low = min(try server.vm(a.text("self")).int("memory_static_min"), value)
            try server.setMemory(a.text("self"), staticMin: low, dynamicMin: value, dynamicMax: value, staticMax: value)
        },
        "VM.set_memory_static_range": method(number("min") + [.init("max", .int)]) { (server, a) throws(XapiError) in
            try server.setMemory(a.text("self"), staticMin: a.int("min"), staticMax: a.int("max"))
        },
        "VM.set_memory_dynamic_range": method(number("min") + [.init("max", .int)]) { (server, a) throws(XapiError) in
            try server.setMemory(a.text("self"), dynamicMin: a.int("min"), dynamicMax: a.int("max"))
        },
        "VM.set_memory_limits": method(
            number("static_min") + [.init("static_max", .int), .init("dynamic_min", .int), .init("dynamic_max", .int)]
        ) { (server, a) throws(XapiError) in
            try server.setMemory(
                a.text("self"), staticMin: a.int("static_min"), dynamicMin: a.int("dynamic_min"),
                dynamicMax: a.int("dynamic_max"), staticMax: a.int("static_max"))
        },
        "VM.set_is_a_template": method([this("VM"), .init("value", .boolean)]) { (server, a) throws(XapiError) in
            try server.check("make_into_template", a.text("self"))
            try server.setField("VM", a.text("self"), "is_a_template", a["value"])
        },
    ]

    private static let deviceMethods: [String: Method] = [
        "VDI.create": maker(record) { (server, a) throws(XapiError) in try server.createVDI(a.record("record")) },
        "VDI.destroy": method([this("VDI")]) { (server, a) throws(XapiError) in try server.destroyVDI(a.text("self")) },
        "VDI.resize": method([.init("vdi", .ref("VDI")), .init("size", .int)]) { (server, a) throws(XapiError) in
            try server.resizeVDI(a.text("vdi"), to: a.int("size"))
        },
        "VDI.set_on_boot": method([this("VDI"), .init("value", .string)]) { (server, a) throws(XapiError) in
            try server.setOnBoot(a.text("self"), a.text("value"))
        },
        "VBD.create": maker(record) { (server, a) throws(XapiError) in try server.createVBD(a.record("record")) },
        "VBD.destroy": method([this("VBD")]) { (server, a) throws(XapiError) in try server.destroyVBD(a.text("self")) },
        "VBD.plug": method([this("VBD")]) { (server, a) throws(XapiError) in try server.plugVBD(a.text("self")) },
        "VBD.unplug": method([this("VBD")]) { (server, a) throws(XapiError) in try server.unplugVBD(a.text("self")) },
        "VBD.insert": method([.init("vbd", .ref("VBD")), .init("vdi", .ref("VDI"))]) { (server, a) throws(XapiError) in
            try server.insert(a.text("vdi"), into: a.text("vbd"))
        },
        "VBD.eject": method([.init("vbd", .ref("VBD"))]) { (server, a) throws(XapiError) in
            try server.eject(a.text("vbd"))
        },
        "VBD.set_userdevice": method([this("VBD"), .init("value", .string)]) { (server, a) throws(XapiError) in
            try server.setUserDevice(a.text("self"), a.text("value"))
        },
        "VIF.create": maker(record) { (server, a) throws(XapiError) in try server.createVIF(a.record("record")) },
        "VIF.destroy": method([this("VIF")]) { (server, a) throws(XapiError) in try server.destroyVIF(a.text("self")) },
        "VIF.plug": method([this("VIF")]) { (server, a) throws(XapiError) in try server.plugVIF(a.text("self")) },
        "VIF.unplug": method([this("VIF")]) { (server, a) throws(XapiError) in try server.unplugVIF(a.text("self")) },
        "VIF.move": method([this("VIF"), .init("network", .ref("network"))]) { (server, a) throws(XapiError) in
            try server.moveVIF(a.text("self"), to: a.text("network"))
        },
        "VIF.set_locking_mode": method([this("VIF"), .init("value", .string)]) { (server, a) throws(XapiError) in
            try server.setLockingMode(a.text("self"), a.text("value"))
        },
    ]
}
