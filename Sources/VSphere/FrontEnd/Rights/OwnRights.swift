import Agents
import Generic
import Store
import Synchronization
import XML

/// What an entity tells each client of its own rights: `effectiveRole`, and `permission`, which were given right there
/// (vSphere API reference: ManagedEntity).
struct OwnRights {
    static let properties: Set = ["effectiveRole", "permission"]

    private let access: Access
    private let presentation: Presentation

    init(_ access: Access, _ presentation: Presentation) {
        self.access = access
        self.presentation = presentation
    }

    /// A view with only that property; nil for any other property or object.
    func view(of object: ManagedObjectReference, _ path: PropertyPath) throws(VimFault) -> FlatTree? {
        let name = path.segments[0].name
        guard OwnRights.properties.contains(name), presentation.schema.isA(object.type, "ManagedEntity")
        else {
            return nil
        }
        let place = access.everywhere == nil || name == "permission" ? access.places.place(of: object) : nil
        if name == "effectiveRole" {
            let roles = access.roles(at: place)
            return try tree(name, "\(roles)") {
                roles.map { Element("role", namespace: Namespaces.generic, attributes: ["id": "\($0)"]) }
            }
        }
        let permissions = place.map(presentation.permissions(at:)) ?? []
        let elements = permissions.map { $0.element(on: object) }
        return try tree(name, permissions.isEmpty ? "" : nil) { elements }
    }

    /// - Parameter key: what the tree is kept under, which many objects tell; nil: it is not kept.
    private func tree(_ name: String, _ key: String?, _ children: () -> [Element]) throws(VimFault) -> FlatTree? {
        let key = key.map { "\(name) \($0)" }
        if let key, let known = presentation.ownRights.withLock({ $0[key] }) { return known }
        var rights = Element("rights", namespace: Namespaces.generic)
        for child in children() { rights.append(child) }
        let tree = try presentation.render(rights).first
        if let key, let tree { presentation.ownRights.withLock { $0[key] = tree } }
        return tree
    }
}

extension Permission {
    /// The permission in the generic form.
    func element(on object: ManagedObjectReference) -> Element {
        Element(
            "permission", namespace: Namespaces.generic,
            attributes: [
                "type": object.type, "id": object.value, "principal": principal, "role": "\(role)",
                "propagates": "\(propagates)",
            ])
    }
}

extension Presentation {
    /// All permissions in this view.
    var permissions: [Permission] { places.root.map { rights.permissions(root: $0) } ?? [] }

    /// The permissions that are given at a place, by principal.
    func permissions(at place: Permission.Place) -> [Permission] {
        place == places.root ? permissions.filter { $0.place == place } : rights.permissions(at: place)
    }
}
