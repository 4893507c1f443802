import XML

/// One configuration file, in the style of Hyper-V's XML format of 2008 to 2012: what the machine is and in which state,
/// then its setting data, each under the name of its class.
///
/// ```xml
/// <configuration>
///   <properties><global_id type="string">GUID</global_id><state type="integer">3</state>…</properties>
///   <settings><Msvm_VirtualSystemSettingData><ElementName type="string">web01</ElementName>…</settings>
/// </configuration>
/// ```
struct Configuration: Sendable, Hashable {
    /// `global_id`, `type_id`, `state` (EnabledState), `health`, `boot_time`, `state_changed`.
    var properties: Setting
    var settings: [Setting]

    init(properties: [Value], settings: [Setting]) {
        self.properties = Setting("properties", properties)
        self.settings = settings
    }

    /// - Throws: `XMLError`, or ``ConfigurationError`` for another document.
    init(parsing bytes: [UInt8]) throws {
        let root = try Document(parsing: bytes).root
        guard root.name == "configuration", let properties = root.first("properties"),
            let settings = root.first("settings")
        else { throw ConfigurationError(reason: "not a configuration file") }
        self.properties = Setting("properties", stored: properties)
        self.settings = settings.elements.map { Setting($0.name, stored: $0) }
    }

    var bytes: [UInt8] {
        var root = Element("configuration")
        root.append(properties.stored("properties"))
        var list = Element("settings")
        for setting in settings { list.append(setting.stored(setting.className)) }
        root.append(list)
        return Array(#"<?xml version="1.0" encoding="UTF-8"?>"#.utf8) + [0x0a] + Document(root).bytes(indented: true)
    }

    /// Upper case, as Hyper-V writes GUIDs.
    var guid: String { (properties["global_id"] ?? "").uppercased() }

    /// The EnabledState: 2 running, 3 off, 6 saved, 9 paused.
    var state: Int { properties.integer("state") ?? 3 }

    func first(_ className: String) -> Setting? { settings.first { $0.className == className } }

    mutating func update<E: Error>(_ instanceID: String, _ body: (inout Setting) throws(E) -> Void) throws(E) {
        guard let index = index(of: instanceID) else { return }
        try body(&settings[index])
    }

    func index(of instanceID: String) -> Int? {
        settings.firstIndex { $0.instanceID.caseInsensitiveEquals(instanceID) }
    }

    /// The instances that hang on one.
    func children(of instanceID: String) -> [Setting] {
        settings.filter { $0.parent?.caseInsensitiveEquals(instanceID) == true }
    }

    /// The realized or the checkpoint's own settings.
    var system: Setting {
        get { first("Msvm_VirtualSystemSettingData") ?? Setting("Msvm_VirtualSystemSettingData") }
        set {
            if let index = settings.firstIndex(where: { $0.className == newValue.className }) {
                settings[index] = newValue
            } else {
                settings.insert(newValue, at: 0)
            }
        }
    }

    var name: String { system["ElementName"] ?? "" }
    var isGeneration2: Bool { system["VirtualSystemSubType"]?.hasSuffix(":2") == true }
    var memoryMiB: Int { first("Msvm_MemorySettingData")?.integer("VirtualQuantity") ?? 0 }

    /// Images of virtual hard disks in drives.
    var hardDisks: [Setting] {
        settings.filter { $0["ResourceSubType"] == ResourceSubType.hardDisk }
    }

    /// The same settings with the keys of another machine or checkpoint.
    func settings(ofOwner owner: String, as newOwner: String) -> [Setting] {
        let old = "Microsoft:\(owner)"
        let new = "Microsoft:\(newOwner)"
        func renamed(_ text: String) -> String {
            text.lowercased().hasPrefix(old.lowercased()) ? new + text.dropFirst(old.count) : text
        }
        return settings.map { setting in
            var setting = setting
            for index in setting.values.indices {
                switch setting.values[index].content {
                case .text(let text) where setting.values[index].name == "InstanceID":
                    setting.values[index].content = .text(renamed(text))
                case .reference(var path) where setting.values[index].name == "Parent":
                    for key in path.keys.indices { path.keys[key].value = renamed(path.keys[key].value) }
                    setting.values[index].content = .reference(path)
                default: break
                }
            }
            return setting
        }
    }
}

struct ConfigurationError: Error, CustomStringConvertible {
    var reason: String
    var description: String { reason }
}

extension String {
    /// WMI compares keys without regard to case.
    func caseInsensitiveEquals(_ other: String) -> Bool {
        self == other || lowercased() == other.lowercased()
    }
}
