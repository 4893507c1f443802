import XML

/// Reads the properties of objects that a filter's PropertySpecs name.
struct PropertyReader {
    struct Property {
        var path: String
        var value: PropertyValue
    }

    let objects: any ManagedObjects
    let schema: VimSchema

    /// The set properties of one object; nil if there is no such object, or none of the specs is about its type.
    /// - Throws: ``VimFault`` with type `InvalidProperty`.
    func read(
        _ object: ManagedObjectReference, _ specs: [PropertyFilterSpec.PropertySpec]
    ) throws(VimFault) -> [Property]? {
        let applying = specs.filter { schema.isA(object.type, $0.type) }
        guard !applying.isEmpty, let view = try objects.view(of: object) else { return nil }
        if applying.contains(where: \.all) { return all(of: view, object.type) }
        var properties: [Property] = []
        var seen: Set<String> = []
        for spec in applying {
            for path in spec.paths where seen.insert(path.text).inserted {
                if let value = try path.value(in: view, type: object.type, schema: schema) {
                    properties.append(Property(path: path.text, value: value))
                }
            }
        }
        return properties
    }

    /// Every property that is set, in wire order; an array without items counts as set.
    func all(of view: FlatTree, _ type: String) -> [Property] {
        (schema[type]?.properties ?? []).compactMap { property in
            if property.isArray {
                let items = view.root.children(named: property.name)
                return Property(path: property.name, value: .many(items, type: property.type))
            }
            return view.root.first(property.name).map {
                Property(path: property.name, value: .one($0, type: property.type))
            }
        }
    }
}
