import XML

extension Methods {
    static let userDirectory: [String: Handler] = [
        "RetrieveUserGroups": { try $0.retrieveUserGroups($1) }
    ]
}

/// UserDirectory: the users of the configuration.
extension VSphereFrontEnd {
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
}
