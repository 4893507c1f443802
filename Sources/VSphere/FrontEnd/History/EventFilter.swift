import Foundation
import Store
import XML

/// Which events are wanted (vSphere API reference: EventFilterSpec).
struct EventFilter: Sendable {
    let element: Element
    /// Whether the events come without their formatted messages.
    let brief: Bool
    let most: Int?
    private let entity: EntityFilter?
    private let users: UserFilter?
    private let chain: Int64?
    private let from: Date?
    private let to: Date?
    private let categories: [String]
    private let types: [String]
    private let typeIds: [String]
    private let matchesNothing: Bool

    /// - Throws: ``VimFault`` with type `InvalidArgument` or `ManagedObjectNotFound`.
    init(_ element: Element, in objects: SessionObjects) throws(VimFault) {
        try objects.schema.check(element, as: "EventFilterSpec", argument: "filter")
        self.element = element
        entity = if let entity = element.first("entity") { try EntityFilter(entity, in: objects) } else { nil }
        users = if let users = element.first("userName") { try UserFilter(users) } else { nil }
        chain = try element.number("eventChainId", atLeast: .min).map(Int64.init)
        from = try element.first("time")?.date("beginTime")
        to = try element.first("time")?.date("endTime")
        brief = try element.flag("disableFullMessage")
        most = try element.number("maxCount", atLeast: 0)
        categories = element.all("category").map(\.text)
        types = element.all("type").map { EventFilter.bare($0.text) }
        for type in types where !objects.schema.isA(type, "Event") {
            throw .invalidArgument("type", "There is no event type '\(type)'")
        }
        typeIds = element.all("eventTypeId").map { EventFilter.bare($0.text) }
        // No event comes from an alarm or a scheduled task, and none has a tag.
        matchesNothing = ["alarm", "scheduledTask", "tag"].contains { element.first($0) != nil }
    }

    /// Clients write the class names of their language bindings too.
    private static func bare(_ type: String) -> String {
        type.hasPrefix("vim.event.") ? String(type.dropFirst("vim.event.".count)) : type
    }

    func range(after: Int64 = 0, through: Int64 = .max) -> EventLog.Range {
        .init(after: after, through: matchesNothing ? -1 : through, from: from, to: to)
    }

    func matches(_ event: Event, _ reading: EventReading) throws(VimFault) -> Bool {
        if let users, !users.matches(event.user) { return false }
        if let chain, chain != event.chain { return false }
        if !types.isEmpty || !typeIds.isEmpty || !categories.isEmpty {
            let kind = try reading.kind(of: event)
            let schema = reading.objects.schema
            if !types.isEmpty, !types.contains(where: { schema.isA(kind.type, $0) }) { return false }
            if !typeIds.isEmpty, !typeIds.contains(kind.typeId) { return false }
            if !categories.isEmpty, !categories.contains(kind.category) { return false }
        }
        let places = try reading.places(of: event)
        return reading.isVisible(event, places) && (entity?.matches(places) ?? true)
    }
}
