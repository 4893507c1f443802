import Foundation
import Generic
import Store
import XML

extension JournalEntry {
    /// What the document of a task is that a client carries out by itself, and no host.
    public static let clientTask = "clientTask"

    /// The host that the command is for, nil if it is for none.
    public var place: String? { host.isEmpty ? nil : host }

    /// The command as a task of the generic protocol.
    public var task: Element {
        var element = Element(ObjectType.task.rawValue, namespace: Namespaces.generic)
        let outcome = (result ?? fault).flatMap { try? Document(parsing: $0).root }
        let state =
            switch self.state {
            case .accepted: "queued"
            case .dispatched: "running"
            case .done: fault == nil ? "success" : "error"
            }
        let attributes: [(String, String?)] = [
            ("id", id), ("command", name), ("target", target), ("host", place), ("user", user), ("protocol", self.protocol),
            ("state", state), ("progress", "\(min(100, max(0, progress)))"), ("created", created.generic),
            ("started", started?.generic), ("finished", finished?.generic), ("trace", trace),
            ("chain", "\(chain)"),
        ]
        for (name, value) in attributes { element[name] = value }
        if let outcome { element.append(outcome) }
        return element
    }
}

extension Date {
    /// RFC 3339, UTC, milliseconds.
    public var generic: String {
        formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
