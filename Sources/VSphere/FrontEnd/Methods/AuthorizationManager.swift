import Generic
import Store
import XML

extension Methods {
    static let authorizationManager: [String: Handler] = [
        "RetrieveEntityPermissions": { try $0.retrieveEntityPermissions($1) },
        "RetrieveAllPermissions": { front, call in try front.permissions(call) { _ in true } },
        "RetrieveRolePermissions": { try $0.retrieveRolePermissions($1) },
        "HasPrivilegeOnEntity": { try $0.hasPrivilegeOnEntity($1) },
        "HasPrivilegeOnEntities": { try $0.hasPrivilegeOnEntities($1) },
        "HasUserPrivilegeOnEntities": { try $0.hasUserPrivilegeOnEntities($1) },
        "FetchUserPrivilegeOnEntities": { try $0.fetchUserPrivilegeOnEntities($1) },
    ]
}

/// Methods of AuthorizationManager that only tell.
extension VSphereFrontEnd {
    /// Those of the entity and, if wanted, those that it inherits.
    func retrieveEntityPermissions(_ call: Call) throws(VimFault) -> Answer {
        let entity = try known(call.request.required("entity"), call)
        guard let place = presentation.places.place(of: entity) else { throw .notFound(entity) }
        var above: Set<Permission.Place> = []
        if try call.request.flag("inherited") { collect(above: place, &above) }
        return try permissions(call) { $0.place == place || $0.propagates && above.contains($0.place) }
    }

    private func collect(above place: Permission.Place, _ found: inout Set<Permission.Place>) {
        for parent in presentation.places.parents(of: place) where found.insert(parent).inserted {
            collect(above: parent, &found)
        }
    }

    func retrieveRolePermissions(_ call: Call) throws(VimFault) -> Answer {
        let role = try role(call.request.required("roleId"))
        return try permissions(call) { $0.role == role.id }
    }

    func permissions(_ call: Call, where isWanted: (Permission) -> Bool) throws(VimFault) -> Answer {
        let access = presentation.access(of: try call.authenticated().user)
        let permissions = presentation.permissions.filter(isWanted)
        return try .reply(to: call) { writer in
            for permission in permissions {
                guard let entity = presentation.places.object(of: permission.place), access.sees(entity) else {
                    continue
                }
                writer.open("returnval")
                writer.reference("entity", entity)
                writer.element("principal", permission.principal)
                writer.element("group", "false")
                writer.element("roleId", "\(permission.role)")
                writer.element("propagate", "\(permission.propagates)")
                writer.close("returnval")
            }
        }
    }

    // MARK: - Privileges

    func hasPrivilegeOnEntity(_ call: Call) throws(VimFault) -> Answer {
        let entity = try known(call.request.required("entity"), call)
        let own = try access(ofSession: call).privileges(on: entity)
        return try .reply(to: call) { writer in
            for privilege in call.request.arguments("privId") {
                writer.element("returnval", "\(own.contains(privilege.text))")
            }
        }
    }

    func hasPrivilegeOnEntities(_ call: Call) throws(VimFault) -> Answer {
        try availability(call, try known(call.request.arguments("entity"), call), try access(ofSession: call))
    }

    func hasUserPrivilegeOnEntities(_ call: Call) throws(VimFault) -> Answer {
        try availability(call, try known(call.request.arguments("entities"), call), try access(ofUser: call))
    }

    private func availability(
        _ call: Call, _ entities: [ManagedObjectReference], _ access: Access
    ) throws(VimFault) -> Answer {
        try .reply(to: call) { writer in
            for entity in entities {
                let own = access.privileges(on: entity)
                writer.open("returnval")
                writer.reference("entity", entity)
                for privilege in call.request.arguments("privId") {
                    writer.open("privAvailability")
                    writer.element("privId", privilege.text)
                    writer.element("isGranted", "\(own.contains(privilege.text))")
                    writer.close("privAvailability")
                }
                writer.close("returnval")
            }
        }
    }

    func fetchUserPrivilegeOnEntities(_ call: Call) throws(VimFault) -> Answer {
        let entities = try known(call.request.arguments("entities"), call)
        let access = try access(ofUser: call)
        return try .reply(to: call) { writer in
            for entity in entities {
                writer.open("returnval")
                writer.reference("entity", entity)
                for privilege in access.privileges(on: entity).sorted() { writer.element("privileges", privilege) }
                writer.close("returnval")
            }
        }
    }

    private func access(ofSession call: Call) throws(VimFault) -> Access {
        guard let session = sessions.known(as: try call.request.required("sessionId").text) else {
            throw .invalidArgument("sessionId", "There is no such session")
        }
        return presentation.access(of: session.user)
    }

    private func access(ofUser call: Call) throws(VimFault) -> Access {
        presentation.access(of: try principal(call.request.required("userName").text))
    }

    // MARK: - What is named

    /// - Throws: ``VimFault`` with type `UserNotFound`.
    func principal(_ name: String, isGroup: Bool = false) throws(VimFault) -> String {
        guard !isGroup, rights.users()[name] != nil else {
            throw VimFault(
                "UserNotFound", "There is no \(isGroup ? "group" : "user") '\(name)'",
                [("principal", name), ("unresolved", "true")])
        }
        return name
    }

    /// - Throws: ``VimFault`` with type `NotFound`.
    func role(_ element: Element) throws(VimFault) -> RightsTable.Role {
        guard let role = Int(element.text).flatMap(rights.role) else {
            throw VimFault("NotFound", "There is no role '\(element.text)'")
        }
        return role
    }

    func known(_ element: Element, _ call: Call) throws(VimFault) -> ManagedObjectReference {
        let entity = try ManagedObjectReference(element)
        guard try call.objects().exists(entity) else { throw .notFound(entity) }
        return entity
    }

    private func known(_ elements: [Element], _ call: Call) throws(VimFault) -> [ManagedObjectReference] {
        var entities: [ManagedObjectReference] = []
        for element in elements { entities.append(try known(element, call)) }
        return entities
    }
}
