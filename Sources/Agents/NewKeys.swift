import Generic
import Store
import XML

/// Keys that a command adds to what is kept with an object, and that must not be there yet.
struct NewKeys {
    private let elements: [Element]

    /// - Parameter elements: with `owner` and `key`; those with `op="add"` count.
    init(_ elements: [Element]) { self.elements = elements.filter { $0["op"] == "add" } }

    var isEmpty: Bool { elements.isEmpty }

    /// - Throws: ``Fault`` with code `invalidState` and the first `key` that is there.
    func expect(absentFrom present: some Sequence<(owner: String, key: String)>) throws(Fault) {
        guard !isEmpty else { return }
        let present = Set(present.map { [$0.owner, $0.key] })
        for element in elements {
            guard let key = element["key"], present.contains([element["owner"] ?? "", key]) else { continue }
            throw Fault(.invalidState, "The object has the key '\(key)' already", ["key": key])
        }
    }
}

extension TransformAgent {
    /// Looks once more within the object's lane: two clients may have found the same key absent.
    func expectNewKeys(_ command: Command, _ entry: MirrorEntry?) throws {
        let new = NewKeys(command.element.first("metadata")?.all("entry") ?? [])
        guard !new.isEmpty, let entry, let generic = try mirror.generic(entry.id) else { return }
        let kept = try Document(parsing: generic).root.first("metadata")?.all("entry") ?? []
        try new.expect(absentFrom: kept.map { ($0["owner"] ?? "", $0["key"] ?? "") })
    }
}
