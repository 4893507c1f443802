/// The path of a WMI instance: its class and keys.
struct ObjectPath: Sendable, Hashable {
    struct Key: Sendable, Hashable {
        var name: String
        var value: String
    }

    var className: String
    var keys: [Key]

    subscript(key: String) -> String? {
        keys.first { $0.name == key }?.value
    }

    static func setting(_ className: String, _ instanceID: String) -> ObjectPath {
        ObjectPath(className: className, keys: [Key(name: "InstanceID", value: instanceID)])
    }

    static func system(_ guid: String) -> ObjectPath {
        ObjectPath(
            className: "Msvm_ComputerSystem",
            keys: [Key(name: "CreationClassName", value: "Msvm_ComputerSystem"), Key(name: "Name", value: guid)])
    }

    static func ethernetSwitch(_ guid: String) -> ObjectPath {
        ObjectPath(
            className: "Msvm_VirtualEthernetSwitch",
            keys: [Key(name: "CreationClassName", value: "Msvm_VirtualEthernetSwitch"), Key(name: "Name", value: guid)])
    }
}

/// One value of a WMI instance or parameter list; an array is several values of one name.
struct Value: Sendable, Hashable {
    indirect enum Content: Sendable, Hashable {
        case text(String)
        case reference(ObjectPath)
        case instance(Setting)
    }

    var name: String
    /// The CIM type; `string` with a reference is an object path kept as text, none a real reference.
    var type: String?
    var isArray = false
    var content: Content

    init(_ name: String, _ text: some CustomStringConvertible, _ type: String = "string", isArray: Bool = false) {
        self.init(name: name, type: type, isArray: isArray, content: .text(text.description))
    }

    init(_ name: String, path: ObjectPath, type: String? = nil, isArray: Bool = false) {
        self.init(name: name, type: type, isArray: isArray, content: .reference(path))
    }

    init(_ name: String, instance: Setting) {
        self.init(name: name, type: nil, isArray: false, content: .instance(instance))
    }

    init(name: String, type: String?, isArray: Bool, content: Content) {
        self.name = name
        self.type = type
        self.isArray = isArray
        self.content = content
    }
}

/// A WMI instance, above all one of setting data: a class and values in their order.
struct Setting: Sendable, Hashable {
    var className: String
    var values: [Value]

    init(_ className: String, _ values: [Value] = []) {
        self.className = className
        self.values = values
    }

    /// The first value of that name as text. Setting it changes that value, or adds a string.
    subscript(name: String) -> String? {
        get {
            for value in values where value.name == name {
                if case .text(let text) = value.content { return text }
            }
            return nil
        }
        set {
            guard let newValue else { return values.removeAll { $0.name == name } }
            if let index = values.firstIndex(where: { $0.name == name }) {
                values[index].content = .text(newValue)
            } else {
                values.append(Value(name, newValue))
            }
        }
    }

    var instanceID: String { self["InstanceID"] ?? "" }
    var resourceType: Int? { self["ResourceType"].flatMap { Int($0) } }

    func integer(_ name: String) -> Int? { self[name].flatMap { Int($0) } }
    func isTrue(_ name: String) -> Bool { self[name]?.lowercased() == "true" }

    func reference(_ name: String) -> ObjectPath? {
        for value in values where value.name == name {
            if case .reference(let path) = value.content { return path }
        }
        return nil
    }

    func references(_ name: String) -> [ObjectPath] {
        values.compactMap { value in
            if value.name == name, case .reference(let path) = value.content { path } else { nil }
        }
    }

    func instances(_ name: String) -> [Setting] {
        values.compactMap { value in
            if value.name == name, case .instance(let setting) = value.content { setting } else { nil }
        }
    }

    /// The instance that this one hangs on.
    var parent: String? { reference("Parent")?["InstanceID"] }

    /// Puts the values of one name in the place of what was there under it.
    mutating func replace(_ name: String, with new: [Value]) {
        let index = values.firstIndex { $0.name == name } ?? values.endIndex
        values.removeAll { $0.name == name }
        values.insert(contentsOf: new, at: min(index, values.endIndex))
    }
}
