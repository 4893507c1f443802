import Bus
import Foundation
import Generic
import Store
import XML

/// Puts tags on objects and takes them off. They are the same for the clients of all protocols; where a protocol knows no
/// categories, its mapping names the one that its tags are in, which is made with the first of them.
public struct TagBroker: Broker {
    let store: Store
    let updates: UpdateHub

    public let commands = ["tag.set"]

    private var tags: TagStore { store.tags }

    public func knows(_ id: String) -> Bool { store.mirror.entry(id) != nil }

    public func subject(of command: Command) throws -> Element? { nil }

    public func perform(_ command: Command, for order: Order) async throws -> Outcome.Made? {
        guard let entry = store.mirror.entry(command.target) else {
            throw Fault(.notFound, "There is no such object", ["type": "object", "id": command.target])
        }
        let object = TaggedObject(type: entry.type, id: entry.id)
        defer { updates.publish([Update(id: entry.id, type: entry.type, change: .updated, concernsOthers: false, references: [])]) }
        for element in command.element.all("tag") {
            do {
                if element["op"] == "remove" {
                    if let tag = try known(element) { try tags.detach(tag.id, from: object) }
                } else {
                    try tags.attach(try known(element)?.id ?? made(element), to: object)
                }
            } catch let error as StoreError where error.code == .conflict {
                throw Fault(.invalidState, "The tag \(element.text) cannot be attached: \(error.message)")
            }
        }
        return nil
    }

    /// The tag by the name and category that it is taken to mean, if there is such a one, else by its text.
    private func known(_ element: Element) throws -> Tag? {
        let meant = try element["name"].flatMap { try tag($0, in: element["category"] ?? "") }
        return try meant ?? tag(element.text, in: element["otherwise"] ?? "")
    }

    private func tag(_ name: String, in category: String) throws -> Tag? {
        guard let category = try self.category(category) else { return nil }
        return try tags.tags(of: category.id).first { $0.name == name }
    }

    private func category(_ name: String) throws -> TagCategory? { try tags.categories().first { $0.name == name } }

    private func made(_ element: Element) throws -> String {
        guard !element.text.isEmpty, element.text.count <= 256 else {
            throw Fault(.invalidArgument, "A tag has 1 to 256 characters", ["argument": "tag"])
        }
        let name = element["otherwise"] ?? ""
        var category = try category(name)
        if category == nil {
            let new = TagCategory(id: UUID().uuidString.lowercased(), name: name, description: "", isSingle: false, types: [])
            try tags.add(new)
            category = new
        }
        let tag = Tag(id: UUID().uuidString.lowercased(), category: category?.id ?? "", name: element.text, description: "")
        try tags.add(tag)
        return tag.id
    }
}
