import Foundation

extension SimulatedHyperVHost {
    /// Msvm_VirtualSystemManagementService.DefineSystem: a machine with a processor and 1024 MB, off.
    func defineSystem(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("SystemSettings", "ResourceSettings", "ReferenceConfiguration")
        let wanted = try call.instance("SystemSettings")
        try Schema.check(wanted, "Msvm_VirtualSystemSettingData")
        if call.input.reference("ReferenceConfiguration") != nil {
            throw NativeFault(.notSupported, "A reference configuration is not supported.")
        }
        let generation: Int
        switch wanted["VirtualSystemSubType"] {
        case nil, "Microsoft:Hyper-V:SubType:1": generation = 1
        case "Microsoft:Hyper-V:SubType:2": generation = 2
        default: throw .parameter("VirtualSystemSubType", "There is no such generation of machines.")
        }
        let guid = UUID().uuidString
        let root = wanted["ConfigurationDataRoot"] ?? volumes.defaultRoot
        for property in ["ConfigurationDataRoot", "SnapshotDataRoot"] {
            if let path = wanted[property], volumes.url(path) == nil {
                throw .parameter(property, "\(path) is not a folder on a volume of this host.")
            }
        }
        var system = Instances.system(
            guid: guid, name: wanted["ElementName"] ?? "New Virtual Machine", generation: generation, root: root,
            created: Timestamp.text(Date()))
        try merge(wanted, into: &system, isNew: true, generation: generation)
        let threads = host.first("Win32_ComputerSystem")?.integer("NumberOfLogicalProcessors") ?? 1
        var settings = [
            system, Instances.processor(guid: guid, count: 1, perNode: max(1, threads)),
            Instances.memory(guid: guid, mib: 1024),
        ]
        if generation == 1 { settings += (0...1).map { Instances.ideController(guid: guid, number: $0) } }
        var configuration = Configuration(
            properties: [
                Value("global_id", guid), Value("type_id", "Virtual Machines"), Value("state", 3, "integer"),
                Value("health", 5, "integer"), Value("state_changed", Timestamp.text(Date())),
            ], settings: settings)
        for setting in call.input.instances("ResourceSettings") {
            try Schema.check(setting, "Msvm_ProcessorSettingData", "Msvm_MemorySettingData")
            var setting = setting
            setting["InstanceID"] = configuration.first(setting.className)?.instanceID
            try modify(setting, of: &configuration)
        }
        try save(configuration)
        Self.adopt(configuration, by: &monitor)
        return Outcome(values: [Value("ResultingSystem", path: .system(guid))])
    }

    /// DestroySystem: checkpoints are merged, virtual hard disks stay.
    func destroySystem(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("AffectedSystem")
        var configuration = try machine(call.reference("AffectedSystem"))
        let state = state(of: configuration)
        guard state == 3 || state == 6 else {
            throw .state(state, "The virtual machine cannot be deleted while it is running.")
        }
        for checkpoint in checkpoints(of: configuration.guid).reversed() {
            try remove(checkpoint, of: &configuration)
        }
        try removeMachine(configuration.guid)
        return Outcome(isJob: true)
    }

    /// ModifySystemSettings: of a machine, or of a checkpoint.
    func modifySystem(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("SystemSettings")
        let wanted = try call.instance("SystemSettings")
        try Schema.check(wanted, "Msvm_VirtualSystemSettingData")
        let key = wanted.instanceID
        let guid = key.dropFirst("Microsoft:".count).uppercased()
        if var checkpoint = checkpoint(guid) {
            for value in wanted.values where !["InstanceID", "ElementName", "Notes"].contains(value.name) {
                throw .parameter(value.name, "\(value.name) of a checkpoint cannot be changed.")
            }
            var system = checkpoint.system
            try merge(wanted, into: &system, isNew: false, generation: checkpoint.isGeneration2 ? 2 : 1)
            checkpoint.system = system
            try saveCheckpoint(checkpoint)
            announce(checkpoint.machine)
            return Outcome()
        }
        var configuration = try machine(ofSetting: key)
        let boots = ["SecureBootEnabled", "SecureBootTemplateId", "BIOSNumLock", "BootOrder"]
        let state = state(of: configuration)
        if state != 3, let value = wanted.values.first(where: { boots.contains($0.name) }) {
            throw .state(state, "\(value.name) can be changed only while the virtual machine is off.")
        }
        var system = configuration.system
        try merge(wanted, into: &system, isNew: false, generation: configuration.isGeneration2 ? 2 : 1)
        configuration.system = system
        try save(configuration)
        return Outcome()
    }

    private func merge(
        _ wanted: Setting, into system: inout Setting, isNew: Bool, generation: Int
    ) throws(NativeFault) {
        let fixed = [
            "InstanceID", "VirtualSystemIdentifier", "VirtualSystemType", "VirtualSystemSubType",
            "ConfigurationDataRoot",
        ]
        if wanted["ElementName"] == "" { throw .parameter("ElementName", "A virtual machine needs a name.") }
        for name in Set(wanted.values.map(\.name)) {
            let values = wanted.values.filter { $0.name == name }
            if fixed.contains(name) {
                if !isNew, name != "InstanceID",
                    values.first?.content != system.values.first(where: { $0.name == name })?.content
                {
                    throw .parameter(name, "\(name) cannot be changed.")
                }
                continue
            }
            if name.hasPrefix("SecureBoot"), generation == 1,
                wanted.isTrue("SecureBootEnabled") || name == "SecureBootTemplateId"
            {
                throw .parameter(name, "Secure boot needs a generation 2 virtual machine.")
            }
            if name == "BootOrder" {
                // The four kinds of the BIOS, each once (Msvm_VirtualSystemSettingData.BootOrder).
                guard generation == 1, values.count == 4,
                    Set(values.map(\.content)) == Set(["0", "1", "2", "3"].map { .text($0) }) else {
                    throw .parameter(name, "BootOrder names each boot device of a generation 1 machine once.")
                }
            }
            let isArray = name == "Notes" || name == "BootOrder"
            let type = Schema.type(of: name, in: system.className)
            let kept = values.filter { $0.content != .text("") }
            system.replace(
                name, with: kept.map { Value(name: name, type: type, isArray: isArray, content: $0.content) })
        }
    }

    /// AddKvpItems, ModifyKvpItems, RemoveKvpItems: only host-only items (Source 4) are kept here.
    func changePairs(_ method: String, _ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("TargetSystem", "DataItems")
        var configuration = try machine(call.reference("TargetSystem"))
        var component =
            configuration.first("Msvm_KvpExchangeComponentSettingData")
            ?? Instances.pairs(guid: configuration.guid, [])
        let items = call.input.instances("DataItems")
        guard !items.isEmpty else { throw .parameter("DataItems", "There are no items.") }
        var pairs = component.instances("HostOnlyItems")
        for item in items {
            try Schema.check(item, "Msvm_KvpExchangeDataItem")
            guard let name = item["Name"], !name.isEmpty, name.utf16.count <= 1024,
                (item["Data"] ?? "").utf16.count <= 1024
            else {
                throw .parameter(
                    "DataItems", "An item needs a name, and neither name nor data may exceed 1024 characters.")
            }
            guard item.integer("Source") == 4 else {
                throw NativeFault(.notSupported, "Only host-only items are supported.")
            }
            let index = pairs.firstIndex { $0["Name"] == name }
            switch (method, index) {
            case ("AddKvpItems", nil): pairs.append(Instances.pair(name, item["Data"] ?? "", source: 4))
            case ("ModifyKvpItems", let index?): pairs[index]["Data"] = item["Data"] ?? ""
            case ("RemoveKvpItems", let index?): pairs.remove(at: index)
            case ("AddKvpItems", _): throw .parameter("Name", "There is an item \(name) already.")
            default: throw .parameter("Name", "There is no item \(name).")
            }
        }
        component.replace("HostOnlyItems", with: pairs.map { Value("HostOnlyItems", instance: $0) })
        if let index = configuration.index(of: component.instanceID) {
            configuration.settings[index] = component
        } else {
            configuration.settings.append(component)
        }
        try save(configuration)
        return Outcome(isJob: true)
    }
}
