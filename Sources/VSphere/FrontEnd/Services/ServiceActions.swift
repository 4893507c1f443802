import Foundation
import XML

/// How each operation is carried out (`Mappings/vsphere/service-actions.xml`).
struct ServiceActions: Sendable {
    enum Action: Sendable {
        /// By a handler of this module.
        case own
        /// Tells of all objects of a type that a filter lets through.
        case list(List)
        /// Tells of one object.
        case read(Read)
        /// Commands one object.
        case command(Subject)
        /// There are no objects that it could be about.
        case none
    }

    /// The object that an argument names.
    struct Subject: Sendable {
        var type: String
        var argument: String
    }

    struct Read: Sendable {
        var subject: Subject
        var properties: [String]
    }

    struct List: Sendable {
        var type: String
        var properties: [String]
        var filters: [String: Filter]
        /// Objects that have this value at this path are not told of.
        var hidden: (path: String, value: String)?
        /// More than these must be asked for by a narrower filter.
        var most: Int
    }

    /// What a field of a filter is compared with.
    struct Filter: Sendable {
        /// Steps over references, and at the end a property path, `.` for the identifier, `@type`, or `^` for what is above.
        var steps: [String]
        /// What the automation API's values are called in vim25.
        var words: [String: [String]]
    }

    let actions: [String: Action]
    /// HTTP statuses of errors.
    let statuses: [String: Int]
    /// How the identifiers of types that are not vim25's are written.
    let patterns: [String: String]

    init(contentsOf file: URL, schema: URL) throws {
        let document = try Document(parsing: try Data(contentsOf: file))
        try Schema(contentsOf: schema).validate(document)
        let root = document.root
        statuses = Dictionary(
            root.all("error").map { ($0["type"] ?? "", Int($0["status"] ?? "") ?? 500) }, uniquingKeysWith: { first, _ in first })
        patterns = Dictionary(
            root.all("identifier").map { ($0["type"] ?? "", $0["pattern"] ?? "") }, uniquingKeysWith: { first, _ in first })
        var actions: [String: Action] = [:]
        for service in root.all("service") {
            for element in service.elements {
                actions["\(service["id"] ?? "").\(element["operation"] ?? "")"] = Action(element)
            }
        }
        self.actions = actions
    }
}

extension ServiceActions.Action {
    init(_ element: Element) {
        let subject = ServiceActions.Subject(type: element["of"] ?? "", argument: element["argument"] ?? "")
        let properties = (element["properties"] ?? "").split(separator: " ").map(String.init)
        switch element.name {
        case "own": self = .own
        case "list":
            let filters = element.all("filter").map { ($0["field"] ?? "", ServiceActions.Filter($0)) }
            let hidden = element.first("hidden").map { (path: $0["path"] ?? "", value: $0["value"] ?? "") }
            self = .list(
                .init(
                    type: subject.type, properties: properties,
                    filters: Dictionary(filters, uniquingKeysWith: { first, _ in first }), hidden: hidden,
                    most: Int(element["most"] ?? "") ?? .max))
        case "read": self = .read(.init(subject: subject, properties: properties))
        case "command": self = .command(subject)
        default: self = .none
        }
    }
}

extension ServiceActions.Filter {
    fileprivate init(_ element: Element) {
        steps = (element["path"] ?? "").split(separator: "/").map(String.init)
        words = Dictionary(grouping: element.all("word")) { $0["is"] ?? "" }.mapValues { $0.map { $0["means"] ?? "" } }
    }
}
