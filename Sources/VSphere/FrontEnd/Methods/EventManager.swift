import Agents
import Generic
import Store
import XML

extension Methods {
    static let eventManager: [String: Handler] = [
        "QueryEvents": { try $0.queryEvents($1) },
        "CreateCollectorForEvents": { try $0.createCollectorForEvents($1) },
        "LogUserEvent": { try $0.logUserEvent($1) },
    ]
}

/// Methods of EventManager.
extension VSphereFrontEnd {
    /// As many as one answer holds if the filter does not say, as in vCenter.
    private static let mostEvents = 1000

    func queryEvents(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let filter = try EventFilter(try call.request.required("filter"), in: objects)
        let reading = EventReading(objects)
        // The newest ones, in their order.
        let limit = filter.most ?? VSphereFrontEnd.mostEvents
        let events = try reading.find(filter, newestFirst: true, limit: limit).reversed()
        return try answer(call, try reading.page(Array(events), of: nil, filter))
    }

    func createCollectorForEvents(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let collector = EventHistoryCollector(try EventFilter(try call.request.required("filter"), in: objects))
        let reference = try objects.session.add("EventHistoryCollector") { _ in collector }
        return try .reply(to: call) { $0.reference("returnval", reference) }
    }

    func logUserEvent(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let entity = try ManagedObjectReference(call.request.required("entity"))
        guard try objects.exists(entity) else { throw .notFound(entity) }
        let message = try call.request.required("msg").text
        let entry = presentation.id(of: entity).flatMap(presentation.server.store.mirror.entry)
        presentation.server.events.append(
            type: "user.message", target: entry?.id, called: entry?.name, host: entry?.host, user: objects.session.user,
            protocol: Presentation.protocolName, message: message,
            details: entry == nil ? ["entityType": entity.type, "entity": entity.value] : [:])
        return try .reply(to: call)
    }

    /// The items of a page, as a method returns them.
    func answer(_ call: Call, _ page: FlatTree) throws(VimFault) -> Answer {
        try .reply(to: call) { writer in
            for item in page.root.children(named: "latestPage") { writer.copy("returnval", item) }
        }
    }
}
