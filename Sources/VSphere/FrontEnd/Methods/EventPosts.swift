import Agents
import Generic
import Store
import XML

extension Methods {
    static let eventPosts: [String: Handler] = [
        "PostEvent": { try $0.postEvent($1) }
    ]
}

extension VSphereFrontEnd {
    /// Where an event says what it happened to, the nearest first.
    private static let arguments: [(property: String, reference: String)] = [
        ("entity", "entity"), ("vm", "vm"), ("host", "host"), ("ds", "datastore"), ("net", "network"),
        ("computeResource", "computeResource"),
        ("datacenter", "datacenter"),
    ]

    /// An event of a client's own, told as the client gives it; when and by whom, the server says.
    func postEvent(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        let event = try call.request.required("eventToPost")
        let type = presentation.schema.runtimeType(of: event) ?? "Event"
        try presentation.schema.check(event, as: "Event", argument: "eventToPost")
        guard type != "Event" else { throw .invalidArgument("eventToPost", "An event must be of a type of its own") }
        var details = ["class": type, "document": Document(event.typed).text()]
        var mirrored: MirrorEntry?
        if let subject = try subject(of: event, call) {
            mirrored = presentation.id(of: subject).flatMap(presentation.server.store.mirror.entry)
            if mirrored == nil { (details["entityType"], details["entity"]) = (subject.type, subject.value) }
        }
        let chain = try call.request.argument("taskInfo")?.number("eventChainId", atLeast: 0).map(Int64.init)
        presentation.server.events.append(
            type: "user.posted", target: mirrored?.id, called: mirrored?.name, host: mirrored?.host, user: session.user,
            protocol: Presentation.protocolName, chain: chain,
            message: event.first("fullFormattedMessage")?.text ?? event.first("message")?.text ?? type, details: details
        )
        return try .reply(to: call)
    }

    private func subject(of event: Element, _ call: Call) throws(VimFault) -> ManagedObjectReference? {
        var found: ManagedObjectReference?
        if let type = event.first("objectType")?.text, let value = event.first("objectId")?.text {
            found = ManagedObjectReference(type: type, value: value)
        }
        for (property, reference) in VSphereFrontEnd.arguments where found == nil {
            if let element = event.first(property)?.first(reference) { found = try ManagedObjectReference(element) }
        }
        guard let found else { return nil }
        guard try call.objects().exists(found) else { throw .notFound(found) }
        return found
    }
}
