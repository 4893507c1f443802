import XML

/// A property of a view: one value, or an array's items, with the declared type.
enum PropertyValue: Sendable {
    case one(FlatTree.Cursor, type: String)
    case many([FlatTree.Cursor], type: String)

    /// Equal values have equal digests, and none is 0; used to find what has changed.
    var digest: Int {
        var hasher = Hasher()
        switch self {
        case .one(let node, _):
            PropertyValue.hash(node, into: &hasher)
        case .many(let nodes, _):
            hasher.combine(nodes.count)
            for node in nodes { PropertyValue.hash(node, into: &hasher) }
        }
        let digest = hasher.finalize()
        return digest == 0 ? 1 : digest
    }

    private static func hash(_ node: FlatTree.Cursor, into hasher: inout Hasher) {
        node.attributes.withUnsafeBytes { hasher.combine(bytes: $0) }
        node.content.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// The references that the value holds.
    var references: [ManagedObjectReference] {
        let nodes: [FlatTree.Cursor] =
            switch self {
            case .one(let node, _): [node]
            case .many(let nodes, _): nodes
            }
        return nodes.compactMap { node in
            node.attribute("type").map { ManagedObjectReference(type: $0, value: node.text) }
        }
    }

    /// `ref:HostSystem` is a ManagedObjectReference on the wire.
    static func wireType(_ type: String) -> String {
        type.hasPrefix("ref:") ? "ManagedObjectReference" : type
    }

    /// `xsd:string` gives `ArrayOfString`.
    static func arrayType(of type: String) -> String {
        let name = itemName(of: type)
        return "ArrayOf" + name.prefix(1).uppercased() + name.dropFirst()
    }

    static func itemName(of type: String) -> String {
        let wire = wireType(type)
        return wire.hasPrefix("xsd:") ? String(wire.dropFirst(4)) : wire
    }
}
