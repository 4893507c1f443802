import Generic
import XML

/// Who may do what. A user has one role, which the configuration gives, on everything.
struct Rights: Sendable {
    let table: RightsTable
    /// The users and their roles at present.
    let users: @Sendable () -> [String: Role]

    func role(of user: String) -> RightsTable.Role? {
        users()[user].flatMap(table.role)
    }

    func privileges(of user: String) -> Set<String> {
        role(of: user)?.privileges ?? []
    }

    /// - Throws: ``VimFault`` with type `NoPermission`.
    func require(_ privilege: String, of user: String, on object: ManagedObjectReference) throws(VimFault) {
        guard !privileges(of: user).contains(privilege) else { return }
        var fault = VimFault("NoPermission", "\(user) does not have the privilege \(privilege)")
        fault.fields = [
            .init(name: "object", value: object.value, reference: object.type),
            .init(name: "privilegeId", value: privilege, reference: nil),
        ]
        throw fault
    }

    /// What the session of a call needs for its method.
    func check(_ call: Call) throws(VimFault) {
        guard let session = call.session else { return }
        let receiver = call.request.receiver
        let privilege = table.privilege(of: call.request.method, on: receiver.type, call.presentation.schema)
        try require(privilege, of: session.user, on: receiver)
    }
}
