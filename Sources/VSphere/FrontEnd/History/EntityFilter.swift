import Foundation
import XML

/// Which objects' events or tasks are wanted (vSphere API reference: EventFilterSpecByEntity, TaskFilterSpecByEntity).
struct EntityFilter: Sendable {
    private enum Recursion: String {
        case `self`, children, all
    }

    let entity: ManagedObjectReference
    private let recursion: Recursion

    /// - Throws: ``VimFault`` with type `InvalidArgument`, or `ManagedObjectNotFound`.
    init(_ element: Element, in objects: SessionObjects) throws(VimFault) {
        guard let entity = element.first("entity") else { throw .invalidArgument("entity", "The filter has no entity") }
        self.entity = try ManagedObjectReference(entity)
        guard let recursion = element.first("recursion").flatMap({ Recursion(rawValue: $0.text) }) else {
            throw .invalidArgument("recursion", "recursion must be self, children or all")
        }
        self.recursion = recursion
        guard try objects.exists(self.entity) else { throw .notFound(self.entity) }
    }

    func matches(_ places: [Places.Place]) -> Bool {
        guard let place = places.first(where: { $0.object == entity }) else { return false }
        switch recursion {
        case .self: return place.isSelf
        case .children: return !place.isSelf
        case .all: return true
        }
    }
}

/// Whose events or tasks are wanted (EventFilterSpecByUsername, TaskFilterSpecByUsername).
struct UserFilter: Sendable {
    let system: Bool
    let users: [String]

    init(_ element: Element) throws(VimFault) {
        system = try element.flag("systemUser")
        users = element.all("userList").map(\.text)
    }

    func matches(_ user: String?) -> Bool {
        guard let user, !user.isEmpty else { return system }
        return users.contains(user)
    }
}

extension Element {
    /// A child that is an `xsd:dateTime`; nil if it is not there.
    /// - Throws: ``VimFault`` with type `InvalidArgument`.
    func date(_ name: String) throws(VimFault) -> Date? {
        guard let text = first(name)?.text else { return nil }
        // A time without a zone is UTC.
        let zoned = text.contains("Z") || text.dropFirst(10).contains(where: { $0 == "+" || $0 == "-" }) ? text : text + "Z"
        for style in [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()] {
            if let date = try? style.parse(zoned) { return date }
        }
        throw .invalidArgument(name, "\(name) is not a time")
    }
}
