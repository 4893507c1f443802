import Agents
import Bus
import Generic
import Store
import XML

/// What is registered with this server as an extension, in vim25's own words (vSphere API reference: Extension).
struct Extensions {
    let presentation: Presentation
    private var store: SettingStore { presentation.server.store.settings }

    /// The type of the update that tells of a change.
    static let update = "extensions"

    /// Sorted by key.
    var all: [Element] {
        store.registrations.sorted { $0.key < $1.key }.compactMap {
            try? Document(parsing: $0.value, limits: .trusted).root
        }
    }

    func find(_ key: String) -> Element? {
        store.registration(key).flatMap { try? Document(parsing: $0, limits: .trusted).root }
    }

    func manager() throws(VimFault) -> FlatTree? {
        var element = Element("extensions", namespace: Namespaces.generic)
        for item in all { element.append(item) }
        return try presentation.render(element).first
    }

    /// Whether one of them has said that it makes tasks of that type.
    func hasTaskType(_ id: String) -> Bool {
        all.contains { $0.all("taskList").contains { $0.first("taskID")?.text == id } }
    }

    /// - Throws: ``StoreError``; `conflict` for a key that is in use, `notFound` if it must be and is not.
    func put(_ item: Element, as key: String, replacing: Bool) throws {
        try store.register(Document(item.canonical).bytes(), as: key, replacing: replacing)
        changed()
    }

    /// - Throws: ``StoreError``; `notFound`.
    func remove(_ key: String) throws {
        try store.unregister(key)
        changed()
    }

    private func changed() {
        presentation.server.updates.publish([
            Update(
                id: Extensions.update, type: Extensions.update, change: .updated, concernsOthers: true, references: [])
        ])
    }
}
