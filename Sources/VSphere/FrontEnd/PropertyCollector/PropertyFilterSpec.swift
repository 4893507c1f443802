import XML

/// What to read of which objects (vSphere API reference: PropertyFilterSpec).
struct PropertyFilterSpec: Sendable {
    struct PropertySpec: Sendable {
        var type: String
        var all: Bool
        var paths: [PropertyPath]
    }

    struct ObjectSpec: Sendable {
        var object: ManagedObjectReference
        var skip: Bool
        var selections: [Selection]
    }

    indirect enum Selection: Sendable {
        /// Refers to a traversal of that name.
        case named(String)
        case traversal(Traversal)
    }

    struct Traversal: Sendable {
        var name: String?
        var type: String
        var path: String
        var skip: Bool
        var selections: [Selection]
    }

    var properties: [PropertySpec]
    var objects: [ObjectSpec]

    /// More than any client needs, and little enough that a selection cannot be made to cost minutes.
    private static let mostSpecs = 10_000

    /// - Throws: ``VimFault`` with type `InvalidArgument`, `InvalidType` or `InvalidProperty`.
    init(_ element: Element, schema: VimSchema) throws(VimFault) {
        properties = []
        for spec in element.all("propSet") {
            let type = spec.first("type")?.text ?? ""
            guard schema[type]?.isManaged == true || type == "ManagedObject" else {
                throw VimFault("InvalidType", "There is no managed object type '\(type)'", [("argument", type)])
            }
            var paths: [PropertyPath] = []
            for path in spec.all("pathSet") { paths.append(try PropertyPath(path.text)) }
            properties.append(PropertySpec(type: type, all: try spec.flag("all"), paths: paths))
        }
        objects = []
        for spec in element.all("objectSet") {
            guard let object = spec.first("obj") else { throw .invalidArgument("objectSet", "An ObjectSpec has no obj") }
            var selections: [Selection] = []
            for selection in spec.all("selectSet") { selections.append(try PropertyFilterSpec.selection(selection)) }
            objects.append(
                ObjectSpec(
                    object: try ManagedObjectReference(object), skip: try spec.flag("skip"), selections: selections))
        }
        guard objects.count <= PropertyFilterSpec.mostSpecs else {
            throw .invalidArgument("objectSet", "There are too many ObjectSpecs")
        }
    }

    private static func selection(_ element: Element) throws(VimFault) -> Selection {
        guard let path = element.first("path")?.text else {
            guard let name = element.first("name")?.text else {
                throw .invalidArgument("selectSet", "A SelectionSpec has neither name nor path")
            }
            return .named(name)
        }
        var selections: [Selection] = []
        for child in element.all("selectSet") { selections.append(try selection(child)) }
        return .traversal(
            Traversal(
                name: element.first("name")?.text, type: element.first("type")?.text ?? "", path: path,
                skip: try element.flag("skip"), selections: selections))
    }
}
