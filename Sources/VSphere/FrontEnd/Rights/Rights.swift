import Generic
import Store
import XML

/// Who may do what: the roles and permissions that clients have made, beside those of the configuration, whose users have
/// their roles on the root folder.
final class Rights: Sendable {
    let table: RightsTable
    let store: AccessStore
    /// The users and their roles at present.
    let users: @Sendable () -> [String: Role]

    /// The type of the update that tells of a change of permissions or roles.
    static let update = "rights"

    init(_ table: RightsTable, _ store: AccessStore, users: @escaping @Sendable () -> [String: Role]) {
        self.table = table
        self.store = store
        self.users = users
    }

    // MARK: - Roles

    /// The role of that number; nil if there is none.
    func role(_ id: Int) -> RightsTable.Role? {
        if let role = table.roles.first(where: { $0.id == id }) { return role }
        return store.role(id).map { .init(id: $0.id, name: $0.name, privileges: Set($0.privileges), generic: nil) }
    }

    func role(named name: String) -> RightsTable.Role? {
        if let role = table.roles.first(where: { $0.name == name }) { return role }
        return store.roles.first { $0.name == name }.flatMap { role($0.id) }
    }

    /// The table with all roles, for the mapping.
    var element: Element {
        var element = table.element
        for role in store.roles {
            var child = Element("role", namespace: element.namespace)
            child["id"] = "\(role.id)"
            child["name"] = role.name
            child["custom"] = "true"
            for privilege in role.privileges {
                child.append(Element("privilege", namespace: element.namespace, text: privilege))
            }
            element.append(child)
        }
        return element
    }

    // MARK: - Permissions

    /// What the configuration gives a user, as a permission; nil for a user that it does not have.
    func configured(_ user: String, root: Permission.Place) -> Permission? {
        guard let role = users()[user].flatMap(table.role) else { return nil }
        return Permission(place: root, principal: user, role: role.id, propagates: true)
    }

    /// A user's permissions in a view, by place.
    func permissions(of user: String, root: Permission.Place) -> [Permission.Place: Permission] {
        var permissions = store.permissions(of: user).filter { $0.key.scope == root.scope }
        if permissions[root] == nil { permissions[root] = configured(user, root: root) }
        return permissions
    }

    /// What was given at a place, but for what the configuration gives.
    func permissions(at place: Permission.Place) -> [Permission] {
        let users = users()
        return store.permissions(at: place).filter { users[$0.principal] != nil }
    }

    /// All permissions in a view, those of users that the configuration does not have any more left out.
    func permissions(root: Permission.Place) -> [Permission] {
        users().keys.sorted().flatMap { user in
            permissions(of: user, root: root).values.sorted {
                ($0.place.object, $0.place.aspect) < ($1.place.object, $1.place.aspect)
            }
        }
    }
}
