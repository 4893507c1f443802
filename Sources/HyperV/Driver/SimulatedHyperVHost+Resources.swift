import Foundation
import Simulator

/// Add-, Modify- and RemoveResourceSettings.
extension SimulatedHyperVHost {
    func modifyResources(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("ResourceSettings")
        let wanted = call.input.instances("ResourceSettings")
        guard let first = wanted.first else { throw .parameter("ResourceSettings", "There are no settings.") }
        var configuration = try machine(ofSetting: first.instanceID)
        let before = monitor
        for setting in wanted {
            try Schema.check(setting)
            try modify(setting, of: &configuration)
        }
        do {
            try save(configuration)
        } catch {
            monitor = before
            throw error
        }
        return Outcome(
            values: wanted.map { Value("ResultingResourceSettings", path: .setting($0.className, $0.instanceID)) })
    }

    /// Changes the properties that are given of one setting.
    func modify(_ wanted: Setting, of configuration: inout Configuration) throws(NativeFault) {
        guard let index = configuration.index(of: wanted.instanceID),
            configuration.settings[index].className == wanted.className
        else { throw .noInstance(wanted.instanceID) }
        let old = configuration.settings[index]
        var new = old
        for name in Set(wanted.values.map(\.name)) where name != "InstanceID" {
            let values = wanted.values.filter { $0.name == name }
            if ["ResourceType", "ResourceSubType", "Parent", "AddressOnParent"].contains(name),
                values.first?.content != old.values.first(where: { $0.name == name })?.content
            {
                throw .parameter(name, "\(name) of \(wanted.className) cannot be changed.")
            }
            let type = values.first?.type ?? Schema.type(of: name, in: wanted.className)
            new.replace(
                name,
                with: values.map { Value(name: name, type: type, isArray: name == "HostResource", content: $0.content) }
            )
        }
        if new == old { return }
        switch wanted.className {
        case "Msvm_ProcessorSettingData": try check(processor: new, of: configuration)
        case "Msvm_MemorySettingData": try check(memory: &new, old, wanted, of: configuration)
        case "Msvm_StorageAllocationSettingData": try check(image: new, in: configuration, isNew: false)
        case "Msvm_EthernetPortAllocationSettingData": try check(connection: new)
        case "Msvm_SyntheticEthernetPortSettingData", "Msvm_EmulatedEthernetPortSettingData":
            try requireOff(configuration, "A network adapter's address")
            try check(address: &new)
        default:
            throw NativeFault(.notSupported, "\(wanted.className) cannot be modified.")
        }
        configuration.settings[index] = new
        if wanted.className == "Msvm_MemorySettingData" {
            let guid = configuration.guid
            if let state = monitor.state(of: guid) {
                monitor.adopt(guid, state: state, memoryMiB: configuration.memoryMiB)
            }
        }
    }

    func addResources(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("AffectedConfiguration", "ResourceSettings")
        var configuration = try machine(ofSetting: try call.reference("AffectedConfiguration")["InstanceID"] ?? "")
        let wanted = call.input.instances("ResourceSettings")
        if wanted.isEmpty { throw .parameter("ResourceSettings", "There are no settings.") }
        var results: [Value] = []
        for setting in wanted {
            try Schema.check(setting)
            let added = try add(setting, to: configuration)
            configuration.settings.append(added)
            results.append(Value("ResultingResourceSettings", path: .setting(added.className, added.instanceID)))
        }
        try save(configuration)
        return Outcome(values: results)
    }

    private func add(_ wanted: Setting, to configuration: Configuration) throws(NativeFault) -> Setting {
        let guid = configuration.guid
        switch (wanted.className, wanted.resourceType) {
        case ("Msvm_ResourceAllocationSettingData", 6):
            try requireOff(configuration, "A SCSI controller")
            guard configuration.settings.filter({ $0.resourceType == 6 }).count < 4 else {
                throw .parameter("ResourceType", "A virtual machine has four SCSI controllers at most.")
            }
            return Instances.scsiController(guid: guid, key: UUID().uuidString)
        case ("Msvm_ResourceAllocationSettingData", 16), ("Msvm_ResourceAllocationSettingData", 17):
            return try drive(wanted, on: configuration)
        case ("Msvm_StorageAllocationSettingData", 31):
            guard
                let parent = wanted.parent.flatMap({ key in
                    configuration.settings.first { $0.instanceID.caseInsensitiveEquals(key) }
                }),
                let path = wanted["HostResource"], let kind = wanted["ResourceSubType"]
            else { throw .parameter("Parent", "An image needs a drive of this machine, its kind and a file.") }
            let optical = kind == ResourceSubType.opticalDisk
            guard optical || kind == ResourceSubType.hardDisk, parent.resourceType == (optical ? 16 : 17),
                configuration.children(of: parent.instanceID).isEmpty
            else { throw .parameter("Parent", "The drive is of another kind, or there is something in it.") }
            let image = Instances.image(in: parent.instanceID, path: path, optical: optical)
            try check(image: image, in: configuration, isNew: true)
            return image
        case ("Msvm_SyntheticEthernetPortSettingData", _), ("Msvm_EmulatedEthernetPortSettingData", _):
            return try port(wanted, for: configuration)
        case ("Msvm_EthernetPortAllocationSettingData", _):
            guard let key = wanted.parent,
                let port = configuration.settings.first(where: { $0.instanceID.caseInsensitiveEquals(key) }),
                port.className.hasSuffix("EthernetPortSettingData"), configuration.children(of: key).isEmpty
            else { throw .parameter("Parent", "A connection needs a network adapter that has none.") }
            try check(connection: wanted)
            return Instances.connection(
                of: port, to: wanted.reference("HostResource")?["Name"]?.uppercased(),
                enabled: wanted["EnabledState"] != "3")
        default:
            throw NativeFault(
                .notSupported, "\(wanted.className) of type \(wanted["ResourceType"] ?? "?") cannot be added.")
        }
    }

    private func drive(_ wanted: Setting, on configuration: Configuration) throws(NativeFault) -> Setting {
        let optical = wanted.resourceType == 16
        guard let key = wanted.parent,
            let controller = configuration.settings.first(where: { $0.instanceID.caseInsensitiveEquals(key) }),
            controller.resourceType == 5 || controller.resourceType == 6
        else { throw .parameter("Parent", "A drive needs a controller of this machine.") }
        let isIDE = controller.resourceType == 5
        guard let unit = wanted.integer("AddressOnParent"), unit >= 0, unit < (isIDE ? 2 : 64),
            !configuration.children(of: controller.instanceID).contains(where: { $0.integer("AddressOnParent") == unit }
            )
        else { throw .parameter("AddressOnParent", "There is no such place on the controller, or it is taken.") }
        if optical && !isIDE && !configuration.isGeneration2 {
            throw .parameter("Parent", "A generation 1 virtual machine has its DVD drives on IDE.")
        }
        if isIDE { try requireOff(configuration, "A drive on IDE") } else { try requireNotSaved(configuration) }
        return Instances.drive(on: controller.instanceID, unit: unit, optical: optical)
    }

    private func port(_ wanted: Setting, for configuration: Configuration) throws(NativeFault) -> Setting {
        let emulated = wanted.className == "Msvm_EmulatedEthernetPortSettingData"
        if emulated && configuration.isGeneration2 {
            throw .parameter("ResourceSubType", "A generation 2 virtual machine has no emulated adapters.")
        }
        if configuration.isGeneration2 {
            try requireNotSaved(configuration)
        } else {
            try requireOff(configuration, "A network adapter")
        }
        guard configuration.settings.filter({ $0.className == wanted.className }).count < (emulated ? 4 : 8) else {
            throw .parameter("ResourceType", "The virtual machine has all the network adapters it can have.")
        }
        var port = Instances.port(
            guid: configuration.guid, key: UUID().uuidString, emulated: emulated, address: wanted["Address"] ?? "",
            fixed: wanted.isTrue("StaticMacAddress"))
        try check(address: &port)
        return port
    }

    func removeResources(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("ResourceSettings")
        let keys = call.input.references("ResourceSettings").compactMap { $0["InstanceID"] }
        guard let first = keys.first else { throw .parameter("ResourceSettings", "There are no settings.") }
        var configuration = try machine(ofSetting: first)
        var victims: [Setting] = []
        for key in keys {
            guard let index = configuration.index(of: key) else { throw .noInstance(key) }
            victims.append(configuration.settings[index])
        }
        for victim in victims { try checkRemoval(of: victim, with: keys, from: configuration) }
        // What hangs on a removed drive or adapter goes with it.
        victims += victims.flatMap { configuration.children(of: $0.instanceID) }
        let gone = Set(victims.map { $0.instanceID.lowercased() })
        configuration.settings.removeAll { gone.contains($0.instanceID.lowercased()) }
        try save(configuration)
        return Outcome()
    }

    private func checkRemoval(of victim: Setting, with keys: [String], from configuration: Configuration)
        throws(NativeFault)
    {
        func isIDE(_ drive: Setting?) -> Bool { drive?.parent?.uppercased().contains(Instances.ideKey) == true }
        switch (victim.className, victim.resourceType) {
        case ("Msvm_ResourceAllocationSettingData", 6):
            try requireOff(configuration, "A SCSI controller")
            let left = configuration.children(of: victim.instanceID)
                .filter { drive in !keys.contains { $0.caseInsensitiveEquals(drive.instanceID) } }
            if !left.isEmpty { throw .parameter("ResourceSettings", "There are drives on the controller.") }
        case ("Msvm_ResourceAllocationSettingData", 16), ("Msvm_ResourceAllocationSettingData", 17):
            if isIDE(victim) {
                try requireOff(configuration, "A drive on IDE")
            } else {
                try requireNotSaved(configuration)
            }
        case ("Msvm_StorageAllocationSettingData", _):
            let drive = victim.parent.flatMap { key in
                configuration.settings.first { $0.instanceID.caseInsensitiveEquals(key) }
            }
            if isIDE(drive) && drive?.resourceType == 17 {
                try requireOff(configuration, "A disk on IDE")
            } else {
                try requireNotSaved(configuration)
            }
        case ("Msvm_EthernetPortAllocationSettingData", _): break
        case ("Msvm_SyntheticEthernetPortSettingData", _) where configuration.isGeneration2:
            try requireNotSaved(configuration)
        case ("Msvm_SyntheticEthernetPortSettingData", _), ("Msvm_EmulatedEthernetPortSettingData", _):
            try requireOff(configuration, "A network adapter")
        default:
            throw .parameter("ResourceSettings", "\(victim.className) belongs to every machine.")
        }
    }
}
