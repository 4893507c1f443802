import Agents
import Bus
import Store
import XML

extension Methods {
    static let roles: [String: Handler] = [
        "AddAuthorizationRole": { try $0.addAuthorizationRole($1) },
        "UpdateAuthorizationRole": { try $0.updateAuthorizationRole($1) },
        "RemoveAuthorizationRole": { try $0.removeAuthorizationRole($1) },
    ]
}

/// Methods of AuthorizationManager that define roles.
extension VSphereFrontEnd {
    func addAuthorizationRole(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        let name = try name(call.request.required("name").text, except: nil)
        let privileges = try privileges(call)
        let role = try stored { try rights.store.add(name, privileges) }
        changed(call, session.user, "role.added", role, "addAuthorizationRole")
        return try .reply(to: call) { $0.element("returnval", "\(role.id)") }
    }

    func updateAuthorizationRole(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        var role = try defined(call)
        role.name = try name(call.request.required("newName").text, except: role.id)
        role.privileges = try privileges(call)
        try stored { try rights.store.update(role) }
        changed(call, session.user, "role.updated", role, "updateAuthorizationRole")
        return try .reply(to: call)
    }

    func removeAuthorizationRole(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        let role = try defined(call)
        let isUsed = rights.store.permissions.contains { $0.role == role.id }
        if try call.request.flag("failIfUsed"), isUsed {
            throw VimFault("RemoveFailed", "The role \(role.name) is in use")
        }
        try stored { try rights.store.remove(role: role.id) }
        changed(call, session.user, "role.removed", role, "removeAuthorizationRole")
        return try .reply(to: call)
    }

    /// - Throws: ``VimFault`` with type `NotFound`, or `InvalidArgument` for a role that comes with the server.
    private func defined(_ call: Call) throws(VimFault) -> StoredRole {
        let role = try role(call.request.required("roleId"))
        guard let stored = rights.store.role(role.id) else {
            throw .invalidArgument("roleId", "The role \(role.name) comes with the server")
        }
        return stored
    }

    private func name(_ name: String, except id: Int?) throws(VimFault) -> String {
        guard !name.isEmpty, name.utf8.count <= 256 else {
            throw VimFault("InvalidName", "A role must have a name", [("name", name)])
        }
        if let other = rights.role(named: name), other.id != id {
            throw VimFault("AlreadyExists", "There is a role '\(name)' already", [("name", name)])
        }
        return name
    }

    /// What every role has, and what is asked for.
    private func privileges(_ call: Call) throws(VimFault) -> [String] {
        let wanted = call.request.arguments("privIds").map(\.text)
        for privilege in wanted where !rights.table.privileges.contains(privilege) {
            throw .invalidArgument("privIds", "There is no privilege '\(privilege)'")
        }
        return Set(wanted + Privileges.ofEveryRole).sorted()
    }

    private func changed(_ call: Call, _ user: String, _ type: String, _ role: StoredRole, _ action: String) {
        audit(user, call.address, action, "accepted")
        var details = ["roleId": "\(role.id)", "role": role.name]
        for (index, privilege) in role.privileges.enumerated() { details["privilege.\(1000 + index)"] = privilege }
        presentation.server.events.append(
            type: type, user: user, protocol: Presentation.protocolName,
            message: "\(user) changed the role \(role.name)",
            details: details)
        presentation.rightsChanged()
    }
}
