import XML

/// What has changed within a property, by the paths of what is nested in it: what a filter with partial updates tells
/// (vSphere API reference: PropertyFilter.partialUpdates). Of an array, all is told.
struct PropertyDifference {
    let schema: VimSchema
    private(set) var changes: [PropertyFilter.ObjectUpdate.Change] = []

    init(_ schema: VimSchema) {
        self.schema = schema
    }

    mutating func add(_ path: String, from old: PropertyValue, to new: PropertyValue) {
        guard case .one(let before, let type) = old, case .one(let after, _) = new,
            let properties = schema[after.type ?? type]?.properties, before.type == after.type, !properties.isEmpty,
            !type.hasPrefix("ref:")
        else {
            if old.digest != new.digest { changes.append(.init(path: path, value: new)) }
            return
        }
        let had = Dictionary(grouping: before.children, by: \.name)
        let has = Dictionary(grouping: after.children, by: \.name)
        for property in properties {
            add(property, "\(path).\(property.name)", had[property.name] ?? [], has[property.name] ?? [])
        }
    }

    private mutating func add(
        _ property: VimSchema.Property, _ path: String, _ before: [FlatTree.Cursor], _ after: [FlatTree.Cursor]
    ) {
        if property.isArray {
            let (old, new) = (PropertyValue.many(before, type: property.type), PropertyValue.many(after, type: property.type))
            if old.digest != new.digest { changes.append(.init(path: path, value: after.isEmpty ? nil : new)) }
        } else if let new = after.first {
            let value = PropertyValue.one(new, type: property.type)
            if let old = before.first {
                add(path, from: .one(old, type: property.type), to: value)
            } else {
                changes.append(.init(path: path, value: value))
            }
        } else if !before.isEmpty {
            changes.append(.init(path: path, value: nil))
        }
    }
}
