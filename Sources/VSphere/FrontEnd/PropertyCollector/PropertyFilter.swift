import XML

/// A filter of a property collector: what a client watches, and what it has been told.
struct PropertyFilter {
    let reference: ManagedObjectReference
    let spec: PropertyFilterSpec
    /// The filter's own properties, as its client gave them.
    let properties: [Element]
    /// The digests of the values that the client has, by object and by the path's place in ``paths``. With many objects
    /// watched by many sessions this is the most that a filter holds.
    private var told: [ManagedObjectReference: [Int]] = [:]
    private var paths: [String] = []
    /// Whether of a changed property only what has changed within it is told; nil: all of it is.
    private var values: [ManagedObjectReference: [String: PropertyValue]]?
    private var places: [String: Int] = [:]
    /// Set when the selection itself may have changed.
    private var isStale = true
    /// What changes of the objects told of are announced under.
    private var identities: [String: Set<ManagedObjectReference>] = [:]
    /// Objects told of whose changes are not announced.
    private var unannounced: Set<ManagedObjectReference> = []
    /// Objects told of whose properties may have changed.
    private var dirty: Set<ManagedObjectReference> = []
    /// Selected objects that the client has not been told of, in the order of the selection.
    private var entering: ArraySlice<ManagedObjectReference> = []

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

    init(
        _ reference: ManagedObjectReference, _ spec: PropertyFilterSpec, properties: [Element], isPartial: Bool = false
    ) {
        self.reference = reference
        self.spec = spec
        self.properties = properties
        values = isPartial ? [:] : nil
    }

    /// Changes have been announced under these identities.
    /// - Parameter restructured: whether objects came, went or moved.
    mutating func touch(_ ids: Set<String>, restructured: Bool = false) {
        for id in ids { dirty.formUnion(identities[id] ?? []) }
        guard restructured else { return }
        isStale = true
        dirty.formUnion(unannounced)
    }

    /// The metrics have moved on: whoever watches just what follows them is to be told.
    mutating func touchLive(_ live: LiveProperties) {
        guard spec.properties.contains(where: { $0.paths.contains(where: live.isWatched) }) else { return }
        dirty.formUnion(told.keys)
    }

    /// Anything may have changed.
    mutating func touchAll() {
        dirty.formUnion(told.keys)
    }

    mutating func forgetAll() {
        told = [:]
        if values != nil { values = [:] }
        identities = [:]
        unannounced = []
        dirty = []
        isStale = true
    }

    /// What the client does not know yet, at most so many objects; the rest stays for the next call.
    mutating func updates(
        _ objects: any ManagedObjects, schema: VimSchema, atMost limit: Int
    ) throws(VimFault) -> (updates: [ObjectUpdate], truncated: Bool) {
        var updates: [ObjectUpdate] = []
        if isStale { updates += try select(from: objects, schema) }
        let reader = PropertyReader(seeksChanges: true, objects: objects, schema: schema)
        while let object = entering.first ?? dirty.first {
            guard updates.count < limit else { return (updates, true) }
            if entering.isEmpty { dirty.remove(object) } else { entering.removeFirst() }
            guard let properties = try reader.read(object, spec.properties) else {
                if told[object] != nil { updates.append(leave(object)) }
                continue
            }
            if told[object] == nil { identify(object, objects) }
            if let update = compare(object, properties, schema) { updates.append(update) }
        }
        return (updates, false)
    }

    /// Makes the selection anew.
    /// - Returns: what has left it.
    private mutating func select(from objects: any ManagedObjects, _ schema: VimSchema) throws(VimFault) -> [ObjectUpdate] {
        // What the filter started from may be gone by now.
        var selector = Selector(objects, schema: schema, toleratesMissing: true)
        let selected = try selector.select(spec)
        let present = Set(selected)
        let left = told.keys.filter { !present.contains($0) }.map { leave($0) }
        entering = selected.filter { told[$0] == nil }[...]
        isStale = false
        return left
    }

    private mutating func identify(_ object: ManagedObjectReference, _ objects: any ManagedObjects) {
        if let identity = objects.identity(of: object) {
            identities[identity, default: []].insert(object)
        } else {
            unannounced.insert(object)
        }
    }

    /// What is not set has the digest 0.
    private mutating func compare(
        _ object: ManagedObjectReference, _ properties: [PropertyReader.Property], _ schema: VimSchema
    ) -> ObjectUpdate? {
        let before = told[object]
        var now = [Int](repeating: 0, count: max(before?.count ?? 0, properties.count))
        var changes: [ObjectUpdate.Change] = []
        for property in properties {
            let digest = property.basis.digest
            let place = place(of: property.path)
            if place >= now.count { now += repeatElement(0, count: place + 1 - now.count) }
            now[place] = digest
            guard before?[at: place] != digest else { continue }
            if let old = values?[object]?[property.path] {
                var difference = PropertyDifference(schema)
                difference.add(property.path, from: old, to: property.value)
                changes += difference.changes
            } else {
                changes.append(.init(path: property.path, value: property.value))
            }
        }
        if values != nil {
            values?[object] = Dictionary(properties.map { ($0.path, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
        for (place, digest) in (before ?? []).enumerated() where digest != 0 && now[place] == 0 {
            changes.append(.init(path: paths[place], value: nil))
        }
        told[object] = now
        guard before != nil else { return ObjectUpdate(kind: .enter, object: object, changes: changes) }
        return changes.isEmpty ? nil : ObjectUpdate(kind: .modify, object: object, changes: changes)
    }

    private mutating func place(of path: String) -> Int {
        if let place = places[path] { return place }
        paths.append(path)
        places[path] = paths.count - 1
        return paths.count - 1
    }

    private mutating func leave(_ object: ManagedObjectReference) -> ObjectUpdate {
        told[object] = nil
        values?[object] = nil
        dirty.remove(object)
        unannounced.remove(object)
        for (identity, objects) in identities where objects.contains(object) {
            identities[identity] = objects.count == 1 ? nil : objects.subtracting([object])
        }
        return ObjectUpdate(kind: .leave, object: object, changes: [])
    }
}

extension [Int] {
    fileprivate subscript(at index: Int) -> Int? { index < count ? self[index] : nil }
}
