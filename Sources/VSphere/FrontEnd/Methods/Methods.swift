/// The methods that are the conversation's own; all others are commands, told apart by the command table.
struct Methods {
    typealias Handler = @Sendable (VSphereFrontEnd, Call) async throws -> Answer

    /// The handlers, each beside what it does. A key is a method's name, or `Type.Method` for the receivers of one type
    /// and those derived from it.
    private static let table: [String: Handler] = [
        serviceInstance, sessionManager, views, propertyReads, propertyUpdates, searchIndex, performanceManager,
        hostAnswers,
        datastores, register, leases, ovfManager,
        eventManager, taskManager, historyCollectors, authorizationManager,
    ].reduce(into: [:]) { table, methods in
        table.merge(methods) { _, _ in preconditionFailure("a method has two handlers") }
    }

    static func handler(of method: String, on type: String, _ schema: VimSchema) -> Handler? {
        for ancestor in schema.ancestry(of: type) {
            if let handler = table["\(ancestor).\(method)"] { return handler }
        }
        return table[method]
    }
}
