import Generic
import XML

extension Methods {
    static let authorizationManager: [String: Handler] = [
        "RetrieveEntityPermissions": { try $0.retrieveEntityPermissions($1) },
        "RetrieveAllPermissions": { front, call in try front.permissions(call) { _ in true } },
        "RetrieveRolePermissions": { try $0.retrieveRolePermissions($1) },
        "HasPrivilegeOnEntity": { try $0.hasPrivilegeOnEntity($1) },
        "FetchUserPrivilegeOnEntities": { try $0.fetchUserPrivilegeOnEntities($1) },
        "RetrieveUserGroups": { try $0.retrieveUserGroups($1) },
        "GetAlarm": { try $0.noAlarms($1) },
        "GetAlarmState": { try $0.noAlarms($1) },
        "OptionManager.QueryOptions": { try $0.queryOptions($1) },
    ]
}

/// Methods of AuthorizationManager and UserDirectory. What the configuration gives is told; it is changed there only.
extension VSphereFrontEnd {
    /// Permissions are the root folder's; everything below inherits them.
    func retrieveEntityPermissions(_ call: Call) throws(VimFault) -> Answer {
        let entity = try known(call.request.required("entity"), call)
        let isRoot = try presentation.rootFolder() == entity
        let inherited = try call.request.flag("inherited")
        return try permissions(call) { _ in isRoot || inherited }
    }

    func retrieveRolePermissions(_ call: Call) throws(VimFault) -> Answer {
        guard let id = Int(try call.request.required("roleId").text), rights.table.roles.contains(where: { $0.id == id }) else {
            throw VimFault("NotFound", "There is no such role")
        }
        return try permissions(call) { $0 == id }
    }

    func permissions(_ call: Call, where isWanted: (Int) -> Bool) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        let root = try presentation.rootFolder()
        return try .reply(to: call) { writer in
            for (user, _) in rights.users().sorted(by: { $0.key < $1.key }) {
                guard let root, let role = rights.role(of: user), isWanted(role.id) else { continue }
                writer.open("returnval")
                writer.reference("entity", root)
                writer.element("principal", user)
                writer.element("group", "false")
                writer.element("roleId", "\(role.id)")
                writer.element("propagate", "true")
                writer.close("returnval")
            }
        }
    }

    func hasPrivilegeOnEntity(_ call: Call) throws(VimFault) -> Answer {
        _ = try known(call.request.required("entity"), call)
        guard let session = sessions.known(as: try call.request.required("sessionId").text) else {
            throw .invalidArgument("sessionId", "There is no such session")
        }
        let own = rights.privileges(of: session.user)
        return try .reply(to: call) { writer in
            for privilege in call.request.arguments("privId") { writer.element("returnval", "\(own.contains(privilege.text))") }
        }
    }

    func fetchUserPrivilegeOnEntities(_ call: Call) throws(VimFault) -> Answer {
        var entities: [ManagedObjectReference] = []
        for element in call.request.arguments("entities") { entities.append(try known(element, call)) }
        let privileges = rights.privileges(of: try call.request.required("userName").text).sorted()
        return try .reply(to: call) { writer in
            for entity in entities {
                writer.open("returnval")
                writer.reference("entity", entity)
                for privilege in privileges { writer.element("privileges", privilege) }
                writer.close("returnval")
            }
        }
    }

    /// There are no groups and no domains.
    func retrieveUserGroups(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        for name in ["domain", "belongsToGroup"] where call.request.text(name)?.isEmpty == false {
            throw VimFault("NotFound", "There is no such \(name == "domain" ? "domain" : "group")")
        }
        let text = try call.request.required("searchStr").text.lowercased()
        let exactly = try call.request.flag("exactMatch")
        let wantsUsers = try call.request.flag("findUsers")
        let found = rights.users().keys.sorted().filter { name in
            wantsUsers && (exactly ? name.lowercased() == text : text.isEmpty || name.lowercased().contains(text))
        }
        if exactly, found.isEmpty { throw VimFault("NotFound", "There is no such user") }
        return try .reply(to: call) { writer in
            for user in found {
                writer.open("returnval")
                writer.element("principal", user)
                writer.element("group", "false")
                writer.close("returnval")
            }
        }
    }

    /// No alarm is defined on anything.
    func noAlarms(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        if let entity = call.request.argument("entity") { _ = try known(entity, call) }
        return try .reply(to: call)
    }

    /// Options of that name, or below it if it ends in a period.
    func queryOptions(_ call: Call) throws(VimFault) -> Answer {
        guard let view = try call.objects().view(of: call.request.receiver) else { throw .notFound(call.request.receiver) }
        let name = call.request.text("name") ?? ""
        let found = view.root.children(named: "setting").filter { option in
            let key = option.first("key")?.text ?? ""
            return name.isEmpty || key == name || name.hasSuffix(".") && key.hasPrefix(name)
        }
        guard name.isEmpty || !found.isEmpty else {
            throw VimFault("InvalidName", "There is no option '\(name)'", [("name", name)])
        }
        return try .reply(to: call) { writer in
            for option in found {
                writer.open("returnval", [("xsi:type", "OptionValue")])
                writer.raw(option.content)
                writer.close("returnval")
            }
        }
    }

    private func known(_ element: Element, _ call: Call) throws(VimFault) -> ManagedObjectReference {
        let entity = try ManagedObjectReference(element)
        guard try call.objects().exists(entity) else { throw .notFound(entity) }
        return entity
    }
}
