import Agents
import Bus
import Foundation
import Generic
import Store
import XML

/// A task that a client, such as an extension, makes and carries out by itself: here it is only written down and shown
/// (vSphere API reference: TaskManager.CreateTask, Task.SetTaskState).
struct ClientTask {
    let presentation: Presentation
    let entry: JournalEntry

    private var store: Store { presentation.server.store }

    /// What the client has told of it, by the name of its TaskInfo property.
    private var told: [String: String] { store.settings.settings(of: entry.id) }

    /// Nil if the server carries the task out itself.
    init?(_ entry: JournalEntry, in presentation: Presentation) {
        guard let document = try? Document(parsing: entry.document), document.rootName == JournalEntry.clientTask else {
            return nil
        }
        self.entry = entry
        self.presentation = presentation
    }

    /// - Parameter properties: of its TaskInfo, as the client gives them.
    /// - Throws: ``StoreError``.
    static func create(
        _ type: String, on target: String, by user: String, _ properties: [String: String],
        in presentation: Presentation
    ) throws -> ClientTask? {
        let server = presentation.server
        let mirrored = server.store.mirror.entry(target)
        let document = Document(Element(JournalEntry.clientTask, namespace: Namespaces.generic))
        let entry = try server.store.journal.accept(
            protocol: Presentation.protocolName, user: user, host: mirrored?.host ?? "", target: target, name: type,
            document: document.bytes())
        try server.store.settings.set(properties, of: entry.id)
        server.events.append(
            type: "task.started", target: mirrored?.id, called: mirrored?.name ?? server.layout.node(target)?.name,
            host: entry.place, user: user, protocol: entry.protocol, chain: entry.chain,
            message: "\(type) was begun by \(user)", details: ["command": type, "task": entry.id])
        let task = ClientTask(entry, in: presentation)
        task?.announce()
        return task
    }

    /// The task in the generic form, with what its client has told.
    var element: Element {
        var element = entry.task
        var client = Element("client", namespace: Namespaces.plan)
        for (name, value) in told.sorted(by: { $0.key < $1.key }) {
            if let document = value.hasPrefix("<") ? try? Document(parsing: value, limits: .trusted) : nil {
                client.append(document.root)
            } else {
                client[name] = value
            }
        }
        element.append(client)
        return element
    }

    var isCancelable: Bool { told["cancelable"] == "true" }

    /// - Throws: ``StoreError``.
    func tell(_ properties: [String: String]) throws {
        try store.settings.set(properties, of: entry.id)
        announce()
    }

    /// - Throws: ``StoreError``; `conflict` if it has ended.
    func begin() throws {
        try store.journal.dispatch(entry.id)
        announce()
    }

    /// - Throws: ``StoreError``; `conflict` if it has ended.
    func end(failed: Bool, _ properties: [String: String]) throws {
        try store.settings.set(properties, of: entry.id)
        if failed {
            let fault = Outcome.fault(Fault(.internal, "The client says that it has failed"))
            try store.journal.finish(entry.id, fault: Document(fault.element(of: entry.name)).bytes())
        } else {
            try store.journal.finish(
                entry.id, result: Document(Outcome.result(made: nil).element(of: entry.name)).bytes())
        }
        announce()
    }

    private func announce() {
        presentation.server.updates.publish([
            Update(
                id: entry.id, type: ObjectType.task.rawValue, change: .updated, concernsOthers: false, references: [])
        ])
    }
}
