import Bus
import Foundation
import Generic
import Store
import XML

/// Keeps what users note down with objects and no hypervisor has a place for, and the fields that they define for it.
public struct AnnotationBroker: Broker {
    let store: Store
    let updates: UpdateHub

    public let commands = ["annotation.set", "field.add", "field.rename", "field.remove"]

    private var table: AnnotationTable { store.annotations }

    public func knows(_ id: String) -> Bool {
        store.mirror.entry(id) != nil || store.inventory.node(id) != nil || table.field(id) != nil || isFleet(id)
    }

    /// Whether it is what a protocol shows the whole fleet as.
    private func isFleet(_ id: String) -> Bool {
        (try? store.identifiers.all(uuid: id).contains { $0.genericType == "fleet" }) == true
    }

    public func subject(of command: Command) throws -> Element? {
        switch command.name {
        case "field.add":
            let owner = command.element["owner"] ?? ""
            return table.field(named: command.element.first("name")?.text ?? "", owner: owner)?.element
        case "annotation.set": return nil
        default: return table.field(command.target)?.element
        }
    }

    public func perform(_ command: Command, for order: Order) async throws -> Outcome.Made? {
        switch command.name {
        case "field.add": return try add(command)
        case "field.rename": try rename(command)
        case "field.remove": try remove(command)
        default: try set(command)
        }
        return nil
    }

    // MARK: - Fields

    private func add(_ command: Command) throws -> Outcome.Made {
        let field = AnnotationField(
            id: UUID().uuidString.lowercased(), owner: command.element["owner"] ?? "", name: try name(in: command),
            type: command.element["type"])
        try named(field.name, field.owner) { try table.add(field) }
        publish(field, .inserted)
        return Outcome.Made(type: field.element.name, id: field.id)
    }

    private func rename(_ command: Command) throws {
        var field = try field(command.target)
        field.name = try name(in: command)
        try named(field.name, field.owner) { try table.rename(field: field.id, to: field.name) }
        publish(field, .updated)
    }

    private func remove(_ command: Command) throws {
        let field = try field(command.target)
        try table.remove(field: field.id)
        store.identifiers.bury(field.id)
        publish(field, .removed)
    }

    private func field(_ id: String) throws(Fault) -> AnnotationField {
        guard let field = table.field(id) else {
            throw Fault(.notFound, "There is no such field", ["type": "field", "id": id])
        }
        return field
    }

    private func name(in command: Command) throws(Fault) -> String {
        guard let name = command.element.first("name")?.text, !name.isEmpty else {
            throw Fault(.invalidArgument, "A field must have a name", ["argument": "name"])
        }
        return name
    }

    private func named(_ name: String, _ owner: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as StoreError where error.code == .conflict {
            throw Fault(.nameInUse, "There is a field '\(name)' already", ["name": name])
        }
    }

    /// The views of all objects show the fields that they can have.
    private func publish(_ field: AnnotationField, _ change: MirrorChange) {
        updates.publish([
            Update(id: field.id, type: ObjectType.field.rawValue, change: change, concernsOthers: true, references: [])
        ])
    }

    // MARK: - Values

    private func set(_ command: Command) throws {
        let type = store.mirror.entry(command.target)?.type ?? store.inventory.node(command.target)?.kind
        if let wanted = command.element["type"], wanted != type {
            throw Fault(.notSupported, "Nothing can be kept with a \(wanted) that is all of a host or cluster", ["command": command.name])
        }
        try NewKeys(command.element.all("annotation")).expect(
            absentFrom: try table.annotations(of: command.target).lazy.map { ($0.owner, $0.key) })
        var set: [Annotation] = []
        var removed: [Annotation] = []
        for element in command.element.all("annotation") {
            let owner = element["owner"] ?? ""
            let annotation = Annotation(
                object: command.target, owner: owner, key: try key(of: element, owner, type), value: element.text)
            if element["op"] == "remove" { removed.append(annotation) } else { set.append(annotation) }
        }
        try table.set(set, remove: removed)
        updates.publish([
            Update(
                id: command.target, type: type ?? "", change: .updated, concernsOthers: false, references: [])
        ])
    }

    private func key(of element: Element, _ owner: String, _ type: String?) throws(Fault) -> String {
        if let key = element["key"] { return key }
        let named = element["name"].map { table.field(named: $0, owner: owner) }
        let known = named ?? element["field"].flatMap(table.field)
        guard let field = known, field.owner == owner, field.type == nil || type == nil || field.type == type else {
            throw Fault(.invalidArgument, "The object has no such field", ["argument": "key"])
        }
        return field.id
    }
}

extension AnnotationField {
    /// The field in the generic form.
    public var element: Element {
        var element = Element(ObjectType.field.rawValue, namespace: Namespaces.generic)
        for (name, value) in [("id", id), ("owner", owner), ("type", type)] { element[name] = value }
        element.append(Element("name", namespace: Namespaces.generic, text: name))
        return element
    }
}
