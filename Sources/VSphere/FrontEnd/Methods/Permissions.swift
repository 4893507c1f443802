import Agents
import Bus
import Generic
import Store
import XML

extension Methods {
    static let permissions: [String: Handler] = [
        "SetEntityPermissions": { try $0.setEntityPermissions($1) },
        "ResetEntityPermissions": { try $0.resetEntityPermissions($1) },
        "RemoveEntityPermission": { try $0.removeEntityPermission($1) },
        "MergePermissions": { try $0.mergePermissions($1) },
    ]
}

/// Methods of AuthorizationManager that give and take permissions. What the configuration gives on the root folder can be
/// given otherwise there, but not taken.
extension VSphereFrontEnd {
    func setEntityPermissions(_ call: Call) throws(VimFault) -> Answer {
        let place = try place(call)
        let new = try permissions(call, at: place)
        try change(call, "setEntityPermissions", set: new)
        return try .reply(to: call)
    }

    /// Those are all that are left at the entity.
    func resetEntityPermissions(_ call: Call) throws(VimFault) -> Answer {
        let place = try place(call)
        let new = try permissions(call, at: place)
        let kept = Set(new.map(\.principal))
        let old = presentation.permissions(at: place).filter { !kept.contains($0.principal) }
        try expectNotConfigured(old)
        try change(call, "resetEntityPermissions", set: new, remove: old)
        return try .reply(to: call)
    }

    func removeEntityPermission(_ call: Call) throws(VimFault) -> Answer {
        let place = try place(call)
        let user = try call.request.required("user").text
        let isGroup = try call.request.flag("isGroup")
        let found = presentation.permissions(at: place).first { $0.principal == user }
        guard let found, !isGroup else { throw VimFault("NotFound", "\(user) has no permission there") }
        try expectNotConfigured([found])
        try change(call, "removeEntityPermission", remove: [found])
        return try .reply(to: call)
    }

    /// Whoever has one role has the other one from now on.
    func mergePermissions(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        let source = try role(call.request.required("srcRoleId"))
        let destination = try assignable(call.request.required("dstRoleId"))
        let new = presentation.permissions.filter { $0.role == source.id }.map {
            Permission(place: $0.place, principal: $0.principal, role: destination.id, propagates: $0.propagates)
        }
        try change(call, "mergePermissions", set: new)
        return try .reply(to: call)
    }

    // MARK: - Arguments

    private func place(_ call: Call) throws(VimFault) -> Permission.Place {
        let entity = try known(call.request.required("entity"), call)
        guard presentation.schema.isA(entity.type, "ManagedEntity"), let place = presentation.places.place(of: entity)
        else {
            throw .invalidArgument("entity", "Nobody can be given a permission on a \(entity.type)")
        }
        return place
    }

    /// The last one counts that is there for a user.
    private func permissions(_ call: Call, at place: Permission.Place) throws(VimFault) -> [Permission] {
        var found: [String: Permission] = [:]
        for element in call.request.arguments("permission") {
            try presentation.schema.check(element, as: "Permission", argument: "permission")
            let role = try assignable(element.first("roleId") ?? element)
            let user = try principal(element.first("principal")?.text ?? "", isGroup: try element.flag("group"))
            found[user] = Permission(
                place: place, principal: user, role: role.id, propagates: try element.flag("propagate"))
        }
        return found.values.sorted { $0.principal < $1.principal }
    }

    /// Two roles are only for those who have not logged in, or have nothing else.
    private func assignable(_ element: Element) throws(VimFault) -> RightsTable.Role {
        let role = try role(element)
        guard !["View", "Anonymous"].contains(role.name) || role.id >= 0 else {
            throw .invalidArgument("roleId", "The role \(role.name) cannot be given")
        }
        return role
    }

    private func expectNotConfigured(_ permissions: [Permission]) throws(VimFault) {
        for permission in permissions
        where rights.store.permission(of: permission.principal, at: permission.place) == nil {
            throw VimFault(
                "NotSupported",
                "The configuration gives \(permission.principal) this permission: it can be another one, not none")
        }
    }

    // MARK: - Changing

    /// - Throws: ``VimFault`` with type `AuthMinimumAdminPermission` if nobody could do everything any more.
    private func change(
        _ call: Call, _ action: String, set new: [Permission] = [], remove old: [Permission] = []
    ) throws(VimFault) {
        let session = try call.authenticated()
        let before = new.map { permission in
            presentation.permissions(at: permission.place).first { $0.principal == permission.principal }
        }
        guard hasAdministrator(with: new, without: old) else {
            audit(session.user, call.address, action, "refused")
            throw VimFault("AuthMinimumAdminPermission", "Nobody would be administrator any more")
        }
        try stored { try rights.store.change(set: new, remove: old) }
        audit(session.user, call.address, action, "accepted")
        for (permission, before) in zip(new, before) where before != permission {
            announce(before == nil ? "permission.added" : "permission.updated", permission, session.user)
        }
        for permission in old { announce("permission.removed", permission, session.user) }
        presentation.rightsChanged(new + old)
    }

    private func hasAdministrator(with new: [Permission], without old: [Permission]) -> Bool {
        guard let root = presentation.places.root else { return true }
        let all = Set(rights.table.privileges)
        return rights.users().keys.contains { user in
            let given = new.last { $0.principal == user && $0.place == root }
            let isGone = old.contains { $0.principal == user && $0.place == root }
            let left = isGone ? rights.configured(user, root: root) : rights.permissions(of: user, root: root)[root]
            guard let permission = given ?? left, permission.propagates else { return false }
            return rights.role(permission.role)?.privileges.isSuperset(of: all) ?? false
        }
    }

    private func announce(_ type: String, _ permission: Permission, _ user: String) {
        guard let entity = presentation.places.object(of: permission.place) else { return }
        presentation.server.events.append(
            type: type, user: user, protocol: Presentation.protocolName,
            message: "\(user) changed what \(permission.principal) may do",
            details: [
                "principal": permission.principal, "roleId": "\(permission.role)",
                "role": rights.role(permission.role)?.name ?? "", "propagate": "\(permission.propagates)",
                "entityType": entity.type, "entity": entity.value,
            ])
    }

    /// An access to the store.
    /// - Throws: ``VimFault`` with type `SystemError`.
    func stored<Value>(_ body: () throws -> Value) throws(VimFault) -> Value {
        do {
            return try body()
        } catch {
            throw VimFault("SystemError", "The change cannot be stored", [("reason", "\(error)")])
        }
    }
}

extension Presentation {
    /// Tells everyone who watches that some see other things now.
    func rightsChanged(_ permissions: [Permission] = []) {
        server.updates.publish([
            Update(
                id: Rights.update, type: Rights.update, change: .updated, concernsOthers: true,
                references: Set(permissions.map(\.place.object)))
        ])
    }
}
