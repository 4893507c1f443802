import Agents

extension Presentation {
    /// Who commands through a session, once the rights of this front end have let the command through.
    func client(_ session: VimSession, _ address: String) -> Client {
        var client = client(session.user, address)
        client.session["key"] = session.key
        client.session["locale"] = session.locale
        return client
    }

    /// Who commands without a session.
    func client(_ user: String, _ address: String) -> Client {
        Client(
            protocolName: Presentation.protocolName, scope: scope, user: user, authority: .granted, address: address,
            session: ["user": user])
    }
}
