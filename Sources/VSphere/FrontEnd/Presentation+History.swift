import Agents
import Bus
import Generic
import Store
import XML

extension Presentation {
    /// The managed objects that a mirrored object is shown as.
    /// - Throws: ``VimFault`` of type `SystemError` for a mapping that fails.
    func views(of id: String) throws(VimFault) -> [(ManagedObjectReference, FlatTree)] {
        do {
            return try cache.views(of: id).compactMap { view in
                guard let type = view.rootAttribute("type"), let id = view.rootAttribute("id") else { return nil }
                return (ManagedObjectReference(type: type, value: id), view)
            }
        } catch {
            throw VimFault("SystemError", error.message, [("reason", error.message)])
        }
    }

    /// What the mapping makes of a document that is not in the mirror.
    /// - Throws: ``VimFault`` of type `SystemError` for a mapping that fails.
    func render(
        _ element: Element, related: [MirrorEntry] = [], operations: UInt = 2_000_000
    ) throws(VimFault) -> [FlatTree] {
        do {
            return try cache.render(Document(element), related: related, operations: operations)
        } catch {
            throw VimFault("SystemError", error.message, [("reason", error.message)])
        }
    }

    /// The objects whose names a task's view tells.
    func related(to entry: JournalEntry) -> [MirrorEntry] {
        let mirror = server.store.mirror
        var related = [mirror.entry(entry.target), mirror.entry(entry.host)].compactMap { $0 }
        if let made = entry.result.flatMap({ try? Document(parsing: $0).root }).flatMap({ Outcome($0) }),
            case .result(let object?) = made, let entry = mirror.entry(object.id) {
            related.append(entry)
        }
        return related
    }

    /// The folder that everything is in.
    func rootFolder() throws(VimFault) -> ManagedObjectReference? {
        guard let content = try singleton("ServiceInstance")?.root.first("content"),
            let root = content.first("rootFolder"), let type = root.attribute("type")
        else { return nil }
        return ManagedObjectReference(type: type, value: root.text)
    }
}
