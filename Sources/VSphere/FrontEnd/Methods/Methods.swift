import XML

/// The methods that are the conversation's own; all others are commands, told apart by the command table.
struct Methods {
    typealias Handler = @Sendable (VSphereFrontEnd, Call) async throws -> Answer

    /// The handlers, each beside what it does. A key is a method's name, or `Type.Method` for the receivers of one type
    /// and those derived from it.
    private static let table: [String: Handler] = [
        serviceInstance, sessionManager, views, propertyReads, propertyUpdates, searchIndex, performanceManager,
        hostAnswers,
        datastores, register,
        eventManager, taskManager, historyCollectors, authorizationManager,
    ].reduce(into: [:]) { table, methods in
        table.merge(methods) { _, _ in preconditionFailure("a method has two handlers") }
    }

    /// Whether it reads no more than a few objects that are named.
    static func isShort(_ request: SOAPRequest) -> Bool {
        switch request.method {
        case "CurrentTime", "Fetch", "RetrieveServiceContent", "SessionIsActive": true
        case "RetrieveProperties", "RetrievePropertiesEx":
            request.arguments("specSet").allSatisfy { set in
                let objects = set.all("objectSet")
                return objects.count < 4 && objects.allSatisfy { $0.first("selectSet") == nil }
            }
        default: false
        }
    }

    static func handler(of method: String, on type: String, _ schema: VimSchema) -> Handler? {
        for ancestor in schema.ancestry(of: type) {
            if let handler = table["\(ancestor).\(method)"] { return handler }
        }
        return table[method]
    }
}
