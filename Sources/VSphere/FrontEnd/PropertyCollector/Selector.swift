/// Walks from a filter's starting objects over its traversals. Each object is met once by each traversal, so that cycles
/// among the specs end.
struct Selector {
    let inventory: any ManagedObjects
    let schema: VimSchema

    private var named: [String: PropertyFilterSpec.Traversal] = [:]
    private var selected: [ManagedObjectReference] = []
    private var isSelected: Set<ManagedObjectReference> = []
    private var walked: [String: Set<ManagedObjectReference>] = [:]

    private let toleratesMissing: Bool

    /// - Parameter toleratesMissing: whether starting objects that do not exist are passed over.
    init(_ inventory: any ManagedObjects, schema: VimSchema, toleratesMissing: Bool = false) {
        self.inventory = inventory
        self.schema = schema
        self.toleratesMissing = toleratesMissing
    }

    /// The objects that the spec selects, in the order in which they are met.
    /// - Throws: ``VimFault`` with type `ManagedObjectNotFound` for a starting object that does not exist, or
    ///   `InvalidArgument` for a selection by a name that no traversal has.
    mutating func select(_ spec: PropertyFilterSpec) throws(VimFault) -> [ManagedObjectReference] {
        for (index, object) in spec.objects.enumerated() {
            named = [:]
            walked = [:]
            for selection in object.selections { collectNames(selection) }
            guard try inventory.exists(object.object) else {
                if toleratesMissing { continue }
                throw .notFound(object.object)
            }
            if !object.skip { add(object.object) }
            for (position, selection) in object.selections.enumerated() {
                try walk(object.object, selection, path: "\(index)/\(position)")
            }
        }
        return selected
    }

    private mutating func add(_ object: ManagedObjectReference) {
        if isSelected.insert(object).inserted { selected.append(object) }
    }

    private mutating func collectNames(_ selection: PropertyFilterSpec.Selection) {
        guard case .traversal(let traversal) = selection else { return }
        if let name = traversal.name { named[name] = traversal }
        for selection in traversal.selections { collectNames(selection) }
    }

    private mutating func walk(
        _ object: ManagedObjectReference, _ selection: PropertyFilterSpec.Selection, path: String
    ) throws(VimFault) {
        var frontier: [(ManagedObjectReference, PropertyFilterSpec.Selection, String)] = [(object, selection, path)]
        var next = 0
        while next < frontier.count {
            let (object, selection, path) = frontier[next]
            next += 1
            let traversal: PropertyFilterSpec.Traversal
            let identity: String
            switch selection {
            case .traversal(let found):
                traversal = found
                identity = found.name.map { "n:" + $0 } ?? path
            case .named(let name):
                guard let found = named[name] else {
                    throw .invalidArgument("selectSet", "No TraversalSpec is named '\(name)'")
                }
                traversal = found
                identity = "n:" + name
            }
            guard schema.isA(object.type, traversal.type), walked[identity, default: []].insert(object).inserted,
                let view = try inventory.view(of: object),
                let value = try PropertyPath(traversal.path).value(in: view, type: object.type, schema: schema)
            else { continue }
            for target in value.references {
                if !traversal.skip { add(target) }
                for (position, selection) in traversal.selections.enumerated() {
                    frontier.append((target, selection, "\(identity)/\(position)"))
                }
            }
        }
    }
}
