import Agents
import Foundation
import Store
import XML

/// Which tasks are wanted (vSphere API reference: TaskFilterSpec).
struct TaskFilter: Sendable {
    private enum Moment: String {
        case queuedTime, startedTime, completedTime
    }

    let element: Element
    private let entity: EntityFilter?
    private let users: UserFilter?
    private let states: Set<String>
    private let chains: [Int64]
    private let moment: Moment?
    private let from: Date?
    private let to: Date?
    private let matchesNothing: Bool

    /// - Throws: ``VimFault`` with type `InvalidArgument` or `ManagedObjectNotFound`.
    init(_ element: Element, in objects: SessionObjects) throws(VimFault) {
        try objects.schema.check(element, as: "TaskFilterSpec", argument: "filter")
        self.element = element
        entity = if let entity = element.first("entity") { try EntityFilter(entity, in: objects) } else { nil }
        users = if let users = element.first("userName") { try UserFilter(users) } else { nil }
        states = Set(element.all("state").map(\.text))
        chains = element.all("eventChainId").compactMap { Int64($0.text) }
        let time = element.first("time")
        moment = time?.first("timeType").flatMap { Moment(rawValue: $0.text) }
        if time != nil, moment == nil {
            throw .invalidArgument("timeType", "timeType must be queuedTime, startedTime or completedTime")
        }
        from = try time?.date("beginTime")
        to = try time?.date("endTime")
        // No task comes from an alarm or a scheduled task, has a tag or an activation, or is part of another.
        matchesNothing = ["alarm", "scheduledTask", "tag", "activationId", "parentTaskKey", "rootTaskKey"]
            .contains { element.first($0) != nil }
    }

    /// Whether only tasks that are not done are wanted.
    var wantsOpenOnly: Bool { !states.isEmpty && states.isSubset(of: ["queued", "running"]) }

    func matches(_ entry: JournalEntry, _ places: Places) throws(VimFault) -> Bool {
        if matchesNothing { return false }
        if let users, !users.matches(entry.user) { return false }
        if !states.isEmpty, !states.contains(entry.task["state"] ?? "") { return false }
        if !chains.isEmpty, !chains.contains(entry.chain) { return false }
        if let moment {
            let time: Date? =
                switch moment {
                case .queuedTime: entry.created
                case .startedTime: entry.started
                case .completedTime: entry.finished
                }
            guard let time, from.map({ $0 <= time }) ?? true, to.map({ time <= $0 }) ?? true else { return false }
        }
        guard let entity else { return true }
        return entity.matches(try places.places(target: entry.target, host: entry.host))
    }
}
