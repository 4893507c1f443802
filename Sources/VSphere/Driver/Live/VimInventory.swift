import XML

/// What a vCenter or ESXi host has told about its objects: the latest value of each property that is followed.
struct VimInventory {
    struct Object {
        /// The `val` elements by path, as documents of their own: a tree of values would take many times the memory.
        var values: [String: [UInt8]] = [:]
        /// The references among them.
        var links: [String: [ManagedObjectReference]] = [:]
        /// Counts the changes.
        var revision = 0
    }

    /// What became of an object.
    enum Change {
        case entered
        /// The paths that have changed.
        case modified(Set<String>)
        case left
    }

    private(set) var objects: [ManagedObjectReference: Object] = [:]
    /// What the server says of itself and its managers: its `ServiceContent`.
    var service: Element?

    /// Takes over one `ObjectUpdate`.
    mutating func apply(_ update: Element) -> (ManagedObjectReference, Change)? {
        guard let object = update.first("obj")?.managedObject else { return nil }
        if update.value("kind") == "leave" {
            return objects.removeValue(forKey: object) == nil ? nil : (object, .left)
        }
        let isNew = objects[object] == nil
        var paths: Set<String> = []
        for change in update.all("changeSet") {
            guard let path = change.value("name") else { continue }
            set(path, of: object, to: change.first("val"))
            paths.insert(path)
        }
        if isNew, objects[object] == nil { objects[object] = Object() }
        return isNew ? (object, .entered) : paths.isEmpty ? nil : (object, .modified(paths))
    }

    /// Takes over one `ObjectContent` that was read by itself; properties that it does not have are unset.
    mutating func replace(_ object: ManagedObjectReference, with content: Element) {
        let values = content.all("propSet").map { ($0.value("name") ?? "", $0.first("val")) }
        let gone = Set(objects[object, default: Object()].values.keys).subtracting(values.map(\.0))
        for path in gone { set(path, of: object, to: nil) }
        for (path, value) in values { set(path, of: object, to: value) }
    }

    mutating func remove(_ object: ManagedObjectReference) {
        objects[object] = nil
    }

    private mutating func set(_ path: String, of object: ManagedObjectReference, to value: Element?) {
        // A machine whose storage is away has no configuration; what it last had is still the best that is known.
        if value == nil, path == "config" { return }
        var known = objects[object] ?? Object()
        known.values[path] = value.map { Document($0).bytes() }
        known.links[path] = value?.managedObjects
        known.revision += 1
        objects[object] = known
    }
}

extension Element {
    /// The references that a property's value is; nil if it is something else.
    fileprivate var managedObjects: [ManagedObjectReference]? {
        switch vimType {
        case "ManagedObjectReference": managedObject.map { [$0] } ?? []
        case "ArrayOfManagedObjectReference": elements.compactMap(\.managedObject)
        default: nil
        }
    }
}
