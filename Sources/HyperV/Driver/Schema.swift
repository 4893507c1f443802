/// Which properties a caller may give in embedded instances, and their CIM types.
enum Schema {
    enum Kind: Sendable {
        case string, boolean, uint(bits: Int), reference
    }

    private static let allocation: [String: Kind] = [
        "InstanceID": .string, "ElementName": .string, "ResourceType": .uint(bits: 16), "ResourceSubType": .string,
        "PoolID": .string,
    ]

    private static let port: [String: Kind] = allocation.merging([
        "Address": .string, "StaticMacAddress": .boolean, "VirtualSystemIdentifiers": .string,
    ]) { first, _ in first }

    private static let classes: [String: [String: Kind]] = [
        "Msvm_VirtualSystemSettingData": [
            "InstanceID": .string, "ElementName": .string, "Notes": .string, "VirtualSystemIdentifier": .string,
            "VirtualSystemType": .string, "VirtualSystemSubType": .string, "ConfigurationDataRoot": .string,
            "SnapshotDataRoot": .string, "SecureBootEnabled": .boolean, "SecureBootTemplateId": .string,
            "AutomaticStartupAction": .uint(bits: 16), "AutomaticShutdownAction": .uint(bits: 16),
            "UserSnapshotType": .uint(bits: 16), "BIOSNumLock": .boolean, "BootOrder": .uint(bits: 16), "LockOnDisconnect": .boolean,
        ],
        "Msvm_ProcessorSettingData": allocation.merging([
            "VirtualQuantity": .uint(bits: 64), "Reservation": .uint(bits: 64), "Limit": .uint(bits: 64),
            "Weight": .uint(bits: 32), "MaxProcessorsPerNumaNode": .uint(bits: 64),
            "MaxNumaNodesPerSocket": .uint(bits: 64),
        ]) { first, _ in first },
        "Msvm_MemorySettingData": allocation.merging([
            "VirtualQuantity": .uint(bits: 64), "Reservation": .uint(bits: 64), "Limit": .uint(bits: 64),
            "Weight": .uint(bits: 32), "DynamicMemoryEnabled": .boolean, "TargetMemoryBuffer": .uint(bits: 32),
        ]) { first, _ in first },
        "Msvm_ResourceAllocationSettingData": allocation.merging([
            "Parent": .reference, "Address": .string, "AddressOnParent": .string,
        ]) { first, _ in first },
        "Msvm_StorageAllocationSettingData": allocation.merging([
            "Parent": .reference, "HostResource": .string,
        ]) { first, _ in first },
        "Msvm_SyntheticEthernetPortSettingData": port,
        "Msvm_EmulatedEthernetPortSettingData": port,
        "Msvm_EthernetPortAllocationSettingData": allocation.merging([
            "Parent": .reference, "HostResource": .reference, "EnabledState": .uint(bits: 16),
        ]) { first, _ in first },
        "Msvm_VirtualHardDiskSettingData": [
            "Type": .uint(bits: 16), "Format": .uint(bits: 16), "Path": .string, "MaxInternalSize": .uint(bits: 64),
            "ParentPath": .string, "BlockSize": .uint(bits: 32),
        ],
        "Msvm_VirtualSystemSnapshotSettingData": [
            "ConsistencyLevel": .uint(bits: 8), "IgnoreNonSnapshottableDisks": .boolean,
        ],
        "Msvm_VirtualSystemMigrationSettingData": ["MigrationType": .uint(bits: 16), "TransportType": .uint(bits: 16)],
        "Msvm_KvpExchangeDataItem": ["Name": .string, "Data": .string, "Source": .uint(bits: 16)],
    ]

    /// Refuses unknown properties and values that are not of their type.
    static func check(_ setting: Setting, _ expected: String...) throws(NativeFault) {
        guard expected.isEmpty || expected.contains(setting.className), let properties = classes[setting.className]
        else {
            throw NativeFault(.incorrectType, "An instance of \(setting.className) is not expected here.")
        }
        for value in setting.values {
            guard let kind = properties[value.name] else {
                throw .parameter(value.name, "\(setting.className).\(value.name) cannot be set.")
            }
            var fits = false
            switch (kind, value.content) {
            case (.reference, .reference), (.string, .text): fits = true
            case (.boolean, .text(let text)): fits = ["true", "false"].contains(text.lowercased())
            case (.uint(let bits), .text(let text)):
                fits = UInt64(text).map { bits == 64 || $0 < 1 << UInt64(bits) } ?? false
            default: break
            }
            guard fits else {
                throw .parameter(value.name, "\(setting.className).\(value.name) has a value of a wrong type.")
            }
        }
    }

    static func type(of name: String, in className: String) -> String {
        switch classes[className]?[name] {
        case .boolean: "boolean"
        case .uint(let bits): "uint\(bits)"
        default: "string"
        }
    }
}
