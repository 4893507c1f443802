import Agents
import Generic
import Store
import XML

/// Reads events as one session sees them; used while one answer is made.
final class EventReading {
    /// What an event is in the terms of its clients.
    struct Kind {
        var type: String
        var typeId: String
        var category: String
    }

    let objects: SessionObjects
    private let places: Places
    private var kinds: [String: Kind] = [:]
    private var log: EventLog { objects.presentation.server.store.events }

    init(_ objects: SessionObjects) {
        self.objects = objects
        places = Places(objects)
    }

    /// The events that a filter lets through, in their order or in the opposite one, at most so many.
    func find(
        _ filter: EventFilter, after: Int64 = 0, through: Int64 = .max, newestFirst: Bool, limit: Int
    ) throws(VimFault) -> [Event] {
        do {
            return try log.find(
                in: filter.range(after: after, through: through), newestFirst: newestFirst, limit: limit
            ) { try filter.matches($0, self) }
        } catch let fault as VimFault {
            throw fault
        } catch {
            throw VimFault("SystemError", "The events cannot be read", [("reason", "\(error)")])
        }
    }

    func kind(of event: Event) throws(VimFault) -> Kind {
        let posted = posted(event)
        let word = posted.map {
            "\(event.details["class"] ?? "") \($0.first("eventTypeId")?.text ?? "") \($0.first("severity")?.text ?? "")"
        }
        let key = "\(event.type):\(word ?? event.details["command"] ?? "")"
        if let kind = kinds[key] { return kind }
        var classes = Element("eventClasses", namespace: Namespaces.generic)
        var element = event.element
        if let posted { element.append(posted) }
        classes.append(element)
        guard let root = try objects.presentation.render(classes).first?.root else {
            throw VimFault("SystemError", "An event has no class", [("reason", "no class for \(key)")])
        }
        let kind = Kind(
            type: root.attribute("type") ?? "", typeId: root.attribute("id") ?? "",
            category: root.attribute("category") ?? "")
        kinds[key] = kind
        return kind
    }

    func places(of event: Event) throws(VimFault) -> [Places.Place] {
        if let type = event.details["entityType"], let value = event.details["entity"] {
            return try places.places(of: ManagedObjectReference(type: type, value: value))
        }
        if event.target == nil, event.host == nil, let root = try objects.presentation.rootFolder() {
            return try places.places(of: root)
        }
        return try places.places(target: event.target, host: event.host)
    }

    /// Whether the session may know of it: it sees what it happened to or, if that is gone, what that was on.
    func isVisible(_ event: Event, _ places: [Places.Place]) -> Bool {
        // What happened to the server is told to those who may read its root.
        if event.target == nil, event.host == nil, event.details["entity"] == nil {
            return objects.access.privileges(at: nil).contains(Privileges.read)
        }
        guard let target = event.target, objects.presentation.server.store.mirror.entry(target) != nil else {
            return !places.isEmpty
        }
        return places.contains(where: \.isSelf)
    }

    /// The events as elements of the page of a collector, or of an answer.
    func page(_ events: [Event], of collector: ManagedObjectReference?, _ filter: EventFilter) throws(VimFault)
        -> FlatTree
    {
        var page = Element("events", namespace: Namespaces.generic)
        page["id"] = collector?.value ?? ""
        page["brief"] = "\(filter.brief)"
        page.append(Element("filter", namespace: Namespaces.plan, children: [.element(filter.element.canonical)]))
        for event in events { page.append(try element(of: event)) }
        guard let tree = try objects.presentation.render(page, operations: UInt(events.count + 100) * 20_000).first
        else {
            throw VimFault("SystemError", "The events cannot be shown", [("reason", "no page")])
        }
        return tree
    }

    /// The event manager with the latest event that the session may see.
    func manager() throws(VimFault) -> FlatTree? {
        var manager = Element("eventManager", namespace: Namespaces.generic)
        let all = try EventFilter(Element("filter", namespace: SOAPRequest.vim), in: objects)
        for event in try find(all, newestFirst: true, limit: 1) { manager.append(try element(of: event)) }
        return try objects.presentation.render(manager).first
    }

    /// What a client posted, in vim25's own words.
    private func posted(_ event: Event) -> Element? {
        guard event.type == "user.posted", let text = event.details["document"] else { return nil }
        return try? Document(parsing: text, limits: .trusted).root
    }

    private func element(of event: Event) throws(VimFault) -> Element {
        var element = event.element
        if let posted = posted(event) { element.append(posted) }
        let isOfNothing = event.target == nil && event.host == nil && event.details["entity"] == nil
        for place in try isOfNothing ? [] : places(of: event) { element.append(place.element) }
        return element
    }
}
