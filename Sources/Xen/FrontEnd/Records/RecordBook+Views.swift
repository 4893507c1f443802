import Agents
import Foundation
import Generic
import Store
import XML

/// What is shown of no mirrored object.
extension RecordBook {
    /// The pool and what it has by itself.
    func fleetViews() throws(Fault) -> [FlatTree] {
        let fleet = Element(
            "fleet", namespace: Namespaces.generic,
            attributes: [
                "name": product.name, "version": product.version, "instanceUuid": product.instance,
                "time": Date().generic,
            ])
        let hosts = self.hosts
        let datastores = server.store.mirror.entries(type: ObjectType.datastore.rawValue).filter(cache.layout.shows)
        return try cache.render(
            Document(fleet), related: hosts + datastores, documents: hosts.map(\.id) + datastores.map(\.id))
    }

    /// A command as a task.
    /// - Parameters:
    ///   - tasks: who knows what it has made, where the mapping of its result cannot tell.
    ///   - operation: what it does to its target meanwhile.
    func views(of entry: JournalEntry, _ tasks: XapiTasks, operation: String?) throws(Fault) -> [FlatTree] {
        let related = server.store.mirror.entry(entry.target).map { [$0] } ?? []
        return try cache.render(
            Document(tasks.task(entry)), related: related,
            session: ["made": tasks.made(by: entry.id)?.text ?? "", "operation": operation ?? ""])
    }
}
