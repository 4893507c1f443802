/// Setting data as Hyper-V makes it.
enum Instances {
    static let processorKey = #"\b637f346-6a0e-4dec-af52-bd70cb80a21d\0"#
    static let memoryKey = #"\4764334d-e001-4176-82ee-5594ec9b530e"#
    static let ideKey = #"\83F8638B-8DCA-4152-9EDA-2CA8B33039B4\"#
    static let pairsKey = #"\2A34B1C2-FD73-4043-8A5B-DD2159BC743F"#
    static let keyboardKey = #"\5E3F1B52-8C02-4E3B-9E56-1D1B6A7C3C61"#
    static let shutdownKey = #"\9F8233AC-BE49-4C79-8EE3-E7E1985B2077"#

    static func system(guid: String, name: String, generation: Int, root: String, created: String) -> Setting {
        var setting = Setting(
            "Msvm_VirtualSystemSettingData",
            [
                Value("InstanceID", "Microsoft:\(guid)"), Value("ElementName", name),
                Value("VirtualSystemIdentifier", guid),
                Value("VirtualSystemType", "Microsoft:Hyper-V:System:Realized"),
                Value("VirtualSystemSubType", "Microsoft:Hyper-V:SubType:\(generation)"),
                Value("CreationTime", created, "datetime"), Value("Version", "10.0"),
                Value("BIOSGUID", "{\(guid)}"), Value("ConfigurationDataRoot", root),
                Value("ConfigurationFile", "Virtual Machines\\\(guid).xml"), Value("SnapshotDataRoot", root),
                Value("SecureBootEnabled", generation == 2, "boolean"), Value("UserSnapshotType", 3, "uint16"),
            ])
        if generation == 2 {
            setting.values.append(Value("SecureBootTemplateId", "1734C6E8-3154-4DDA-BA5F-A874CC483422"))
        }
        return setting
    }

    static func processor(guid: String, count: Int, perNode: Int) -> Setting {
        Setting(
            "Msvm_ProcessorSettingData",
            [
                Value("InstanceID", "Microsoft:\(guid)\(processorKey)"), Value("ResourceType", 3, "uint16"),
                Value("VirtualQuantity", count, "uint64"), Value("MaxProcessorsPerNumaNode", perNode, "uint64"),
                Value("MaxNumaNodesPerSocket", 1, "uint64"),
            ])
    }

    static func memory(guid: String, mib: Int) -> Setting {
        Setting(
            "Msvm_MemorySettingData",
            [
                Value("InstanceID", "Microsoft:\(guid)\(memoryKey)"), Value("ResourceType", 4, "uint16"),
                Value("VirtualQuantity", mib, "uint64"), Value("Reservation", mib, "uint64"),
                Value("Limit", mib, "uint64"), Value("DynamicMemoryEnabled", false, "boolean"),
            ])
    }

    static func ideController(guid: String, number: Int) -> Setting {
        Setting(
            "Msvm_ResourceAllocationSettingData",
            [
                Value("InstanceID", "Microsoft:\(guid)\(ideKey)\(number)"), Value("ResourceType", 5, "uint16"),
                Value("ResourceSubType", ResourceSubType.ideController), Value("Address", number),
            ])
    }

    static func scsiController(guid: String, key: String) -> Setting {
        Setting(
            "Msvm_ResourceAllocationSettingData",
            [
                Value("InstanceID", "Microsoft:\(guid)\\\(key)\\0"), Value("ResourceType", 6, "uint16"),
                Value("ResourceSubType", ResourceSubType.scsiController),
            ])
    }

    static func drive(on controller: String, unit: Int, optical: Bool) -> Setting {
        Setting(
            "Msvm_ResourceAllocationSettingData",
            [
                Value("InstanceID", "\(controller)\\\(unit)\\D"), Value("ResourceType", optical ? 16 : 17, "uint16"),
                Value("ResourceSubType", optical ? ResourceSubType.opticalDrive : ResourceSubType.diskDrive),
                Value("Parent", path: .setting("Msvm_ResourceAllocationSettingData", controller), type: "string"),
                Value("AddressOnParent", unit),
            ])
    }

    /// - Parameter drive: the InstanceID of the drive, which ends in `\D`.
    static func image(in drive: String, path: String, optical: Bool) -> Setting {
        Setting(
            "Msvm_StorageAllocationSettingData",
            [
                Value("InstanceID", "\(drive.dropLast())L"), Value("ResourceType", 31, "uint16"),
                Value("ResourceSubType", optical ? ResourceSubType.opticalDisk : ResourceSubType.hardDisk),
                Value("Parent", path: .setting("Msvm_ResourceAllocationSettingData", drive), type: "string"),
                Value("HostResource", path, isArray: true),
            ])
    }

    static func port(guid: String, key: String, emulated: Bool, address: String, fixed: Bool) -> Setting {
        Setting(
            emulated ? "Msvm_EmulatedEthernetPortSettingData" : "Msvm_SyntheticEthernetPortSettingData",
            [
                Value("InstanceID", "Microsoft:\(guid)\\\(key)"), Value("ElementName", "Network Adapter"),
                Value("ResourceType", 10, "uint16"),
                Value("ResourceSubType", emulated ? ResourceSubType.emulated : ResourceSubType.synthetic),
                Value("Address", address), Value("StaticMacAddress", fixed, "boolean"),
            ])
    }

    static func connection(of port: Setting, to ethernetSwitch: String?, enabled: Bool) -> Setting {
        var setting = Setting(
            "Msvm_EthernetPortAllocationSettingData",
            [
                Value("InstanceID", "\(port.instanceID)\\C"), Value("ResourceType", 33, "uint16"),
                Value("ResourceSubType", ResourceSubType.connection),
                Value("Parent", path: .setting(port.className, port.instanceID), type: "string"),
                Value("EnabledState", enabled ? 2 : 3, "uint16"),
            ])
        if let ethernetSwitch {
            setting.values.append(
                Value("HostResource", path: .ethernetSwitch(ethernetSwitch), type: "string", isArray: true))
        }
        return setting
    }

    static func pairs(guid: String, _ pairs: [(name: String, data: String)]) -> Setting {
        Setting(
            "Msvm_KvpExchangeComponentSettingData",
            [Value("InstanceID", "Microsoft:\(guid)\(pairsKey)")]
                + pairs.map { Value("HostOnlyItems", instance: pair($0.name, $0.data, source: 4)) })
    }

    static func pair(_ name: String, _ data: String, source: Int) -> Setting {
        Setting(
            "Msvm_KvpExchangeDataItem", [Value("Name", name), Value("Data", data), Value("Source", source, "uint16")])
    }
}
