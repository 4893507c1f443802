/// The messages of the conversation: what is neither made from the schema nor a command.
enum Messages {
    typealias Handler = @Sendable (XapiFrontEnd, XapiRequest) async throws -> XapiValue

    /// What a client may send without a session.
    static let beforeLogin: [String: Handler] = login.merging(system) { $1 }

    static let handlers: [String: Handler] = [sessions, events, tasks, messages].reduce(into: [:]) { all, some in
        all.merge(some) { $1 }
    }
}
