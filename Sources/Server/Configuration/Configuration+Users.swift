import Generic
import Yams

extension Configuration {
    func readUsers(_ node: Yams.Node?, _ reader: ConfigurationReader) -> [User] {
        var users: [User] = []
        for item in reader.items(node, of: "users") ?? [] {
            let what = "users[\(users.count)]"
            guard let fields = reader.fields(item, of: what, known: ["name", "password", "role"]) else { continue }
            let name = reader.required(
                reader.text(fields["name"], of: "\(what).name"), "name", of: what, in: item, fields)
            let hash = readPassword(fields["password"], what, item, fields, reader)
            let role = reader.choice(fields["role"], of: "\(what).role", among: Role.allCases.map(\.rawValue))
            guard let name, let hash else { continue }
            if users.contains(where: { $0.name == name }) {
                reader.fault(fields["name"], "the user '\(name)' is there twice; each name may be there once")
            }
            if name.contains(":") { reader.fault(fields["name"], "\(what).name may not contain a colon") }
            users.append(User(
                    name: name, password: hash, role: role.flatMap { Role(rawValue: $0) } ?? .admin, line: item.mark?.line))
        }
        return users
    }

    private func readPassword(
        _ node: Yams.Node?, _ what: String, _ item: Yams.Node, _ fields: [String: Yams.Node],
        _ reader: ConfigurationReader
    ) -> PasswordHash? {
        let text = reader.required(
            reader.text(node, of: "\(what).password"), "password", of: what, in: item, fields)
        guard let text else { return nil }
        guard let hash = PasswordHash(text) else {
            reader.fault(
                node,
                "\(what).password must be a hash such as '$scrypt$ln=15,r=8,p=1$salt$hash': 'dragoman hash-password' makes one"
            )
            return nil
        }
        return hash
    }

    /// A password that is the user's own name is for trying things out on one's own machine.
    func refuseGuessablePasswords(_ reader: ConfigurationReader) {
        guard let open = listeners.all.first(where: { !$0.listener.isLoopback }) else { return }
        for user in users where user.password.matches(user.name) {
            reader.fault(
                line: user.line,
                "the password of user '\(user.name)' is its name, and listeners.\(open.name) is on \(open.listener.address): "
                    + "use another password, or a loopback address")
        }
    }
}
