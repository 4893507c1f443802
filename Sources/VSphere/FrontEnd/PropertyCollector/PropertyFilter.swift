import XML

/// A filter of a property collector: what a client watches, and what it has been told.
struct PropertyFilter {
    let reference: ManagedObjectReference
    let spec: PropertyFilterSpec
    /// The filter's own properties, as its client gave them.
    let properties: [Element]
    /// The digests of the values that the client has, by object and path.
    var told: [ManagedObjectReference: [String: Int]] = [:]
    /// Set when the selection itself may have changed.
    var isStale = true
    /// What changes of the objects told of are announced under.
    private var identities: [String: Set<ManagedObjectReference>] = [:]
    /// Objects whose properties may have changed.
    private var dirty: Set<ManagedObjectReference> = []

    struct ObjectUpdate {
        enum Kind: String {
            case enter, modify, leave
        }
        struct Change {
            var path: String
            /// nil: the property is unset now.
            var value: PropertyValue?
        }
        var kind: Kind
        var object: ManagedObjectReference
        var changes: [Change]
    }

    init(_ reference: ManagedObjectReference, _ spec: PropertyFilterSpec, properties: [Element]) {
        self.reference = reference
        self.spec = spec
        self.properties = properties
    }

    /// Changes have been announced under these identities.
    mutating func touch(_ ids: Set<String>) {
        for id in ids { dirty.formUnion(identities[id] ?? []) }
    }

    mutating func forgetAll() {
        told = [:]
        identities = [:]
        isStale = true
    }

    /// What the client does not know yet, at most so many objects; the rest stays for the next call.
    mutating func updates(
        _ objects: any ManagedObjects, schema: VimSchema, atMost limit: Int
    ) throws(VimFault) -> (updates: [ObjectUpdate], truncated: Bool) {
        var updates: [ObjectUpdate] = []
        var candidates: [ManagedObjectReference]
        if isStale {
            // What the filter started from may be gone by now.
            var selector = Selector(objects, schema: schema, toleratesMissing: true)
            candidates = try selector.select(spec)
            let present = Set(candidates)
            for object in told.keys where !present.contains(object) { updates.append(leave(object)) }
        } else {
            candidates = dirty.filter { told[$0] != nil }
        }
        dirty = []
        isStale = false
        let reader = PropertyReader(objects: objects, schema: schema)
        for object in candidates {
            guard let properties = try reader.read(object, spec.properties) else {
                if told[object] != nil { updates.append(leave(object)) }
                continue
            }
            if updates.count >= limit {
                isStale = true
                return (updates, true)
            }
            if told[object] == nil, let identity = objects.identity(of: object) {
                identities[identity, default: []].insert(object)
            }
            if let update = compare(object, properties) { updates.append(update) }
        }
        return (updates, false)
    }

    private mutating func compare(_ object: ManagedObjectReference, _ properties: [PropertyReader.Property]) -> ObjectUpdate? {
        let before = told[object]
        var now: [String: Int] = [:]
        var changes: [ObjectUpdate.Change] = []
        for property in properties {
            let digest = property.value.digest
            now[property.path] = digest
            if before?[property.path] != digest { changes.append(.init(path: property.path, value: property.value)) }
        }
        for path in (before ?? [:]).keys where now[path] == nil { changes.append(.init(path: path, value: nil)) }
        told[object] = now
        guard before != nil else { return ObjectUpdate(kind: .enter, object: object, changes: changes) }
        return changes.isEmpty ? nil : ObjectUpdate(kind: .modify, object: object, changes: changes)
    }

    private mutating func leave(_ object: ManagedObjectReference) -> ObjectUpdate {
        told[object] = nil
        for (identity, objects) in identities where objects.contains(object) {
            identities[identity] = objects.count == 1 ? nil : objects.subtracting([object])
        }
        return ObjectUpdate(kind: .leave, object: object, changes: [])
    }
}
