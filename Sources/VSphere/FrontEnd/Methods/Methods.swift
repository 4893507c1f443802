import XML

/// The methods that are the conversation's own; all others are commands, told apart by the command table.
struct Methods {
    typealias Handler = @Sendable (VSphereFrontEnd, Call) async throws -> Answer

    /// The handlers, each beside what it does. A key is a method's name, or `Type.Method` for the receivers of one type
    /// and those derived from it.
    private static let table: [String: Handler] = [
        serviceInstance, sessionManager, views, propertyReads, propertyUpdates, searchIndex, performanceManager,
        hostAnswers, hostQueries,
        datastores, register, leases, ovfManager,
        eventManager, taskManager, historyCollectors, authorizationManager, permissions, roles, userDirectory,
        alarmManager, optionManager,
        extensionManager, tasks, eventPosts, guestOperations, emptyManagers,
    ].reduce(into: [:]) { table, methods in
        table.merge(methods) { _, _ in preconditionFailure("a method has two handlers") }
    }

    /// Whether it reads no more than a few objects whose properties are kept ready.
    static func isShort(_ request: SOAPRequest) -> Bool {
        switch request.method {
        case "CurrentTime": return true
        case "Fetch": return ready.contains(request.receiver.type)
        case "RetrieveProperties", "RetrievePropertiesEx":
            let objects = request.arguments("specSet").flatMap { $0.all("objectSet") }
            return objects.count < 4
                && objects.allSatisfy { $0.first("selectSet") == nil && ready.contains($0.first("obj")?["type"] ?? "") }
        default: return false
        }
    }

    /// What answers the methods that may be short calls.
    static let short: [String: @Sendable (VSphereFrontEnd, Call) throws(VimFault) -> Answer] = [
        "CurrentTime": { (frontEnd, call) throws(VimFault) in try frontEnd.currentTime(call) },
        "Fetch": { (frontEnd, call) throws(VimFault) in try frontEnd.fetch(call) },
        "RetrieveProperties": { (frontEnd, call) throws(VimFault) in try frontEnd.retrieveProperties(call) },
        "RetrievePropertiesEx": { (frontEnd, call) throws(VimFault) in try frontEnd.retrievePropertiesEx(call) },
    ]

    private static let ready: Set = ["VirtualMachine", "HostSystem", "Datastore", "Network"]

    static func handler(of method: String, on type: String, _ schema: VimSchema) -> Handler? {
        for ancestor in schema.ancestry(of: type) {
            if let handler = table["\(ancestor).\(method)"] { return handler }
        }
        return table[method]
    }
}
