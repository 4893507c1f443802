import XML

/// Reads the properties of objects that a filter's PropertySpecs name.
struct PropertyReader {
    struct Property {
        var path: String
        var value: PropertyValue
        /// What a change is found by: the value without what moves all the time, unless just that was asked for.
        var basis: PropertyValue
    }

    /// Whether changes are looked for, so that the basis is needed.
    var seeksChanges = false

    let objects: any ManagedObjects
    let schema: VimSchema

    /// The set properties of one object; nil if there is no such object, or none of the specs is about its type.
    /// - Throws: ``VimFault`` with type `InvalidProperty`.
    func read(
        _ object: ManagedObjectReference, _ specs: [PropertyFilterSpec.PropertySpec]
    ) throws(VimFault) -> [Property]? {
        let applying = specs.filter { schema.isA(object.type, $0.type) }
        guard !applying.isEmpty, let view = try objects.view(of: object) else { return nil }
        if applying.contains(where: \.all) { return try all(of: view, object) }
        var properties: [Property] = []
        var seen: Set<String> = []
        for spec in applying {
            for path in spec.paths where seen.insert(path.text).inserted {
                guard let value = try objects.value(at: path, of: object, view, schema: schema) else { continue }
                let isMoving = seeksChanges && path.segments.count == 1 && objects.isMoving(path)
                let basis = isMoving ? try path.value(in: view, type: object.type, schema: schema) : nil
                properties.append(Property(path: path.text, value: value, basis: basis ?? value))
            }
        }
        return properties
    }

    /// Every property that is set, in wire order; an array without items counts as set.
    func all(of view: FlatTree, _ object: ManagedObjectReference) throws(VimFault) -> [Property] {
        var properties: [Property] = []
        for property in schema[object.type]?.properties ?? [] {
            let path = try PropertyPath(property.name)
            guard let basis = try path.value(in: view, type: object.type, schema: schema) else { continue }
            let value = try objects.value(at: path, of: object, view, schema: schema) ?? basis
            properties.append(Property(path: property.name, value: value, basis: objects.isMoving(path) ? basis : value))
        }
        return properties
    }
}
