import Agents
import Store
import Synchronization
import XML

/// A window on the tasks that a filter lets through (vSphere API reference: TaskHistoryCollector).
final class TaskHistoryCollector: HistoryCollector {
    private struct State {
        var size = 10
        /// The scrollable view stands after the task of this number.
        var position: Int64 = 0
    }

    private let filter: TaskFilter
    private let state = Mutex(State())

    init(_ filter: TaskFilter) {
        self.filter = filter
    }

    func tree(_ reference: ManagedObjectReference, in objects: SessionObjects) throws(VimFault) -> FlatTree {
        try page(try latestPage(objects), of: reference, in: objects)
    }

    func setPageSize(_ size: Int) {
        state.withLock { $0.size = size }
    }

    func rewind() {
        state.withLock { $0.position = 0 }
    }

    func reset(in objects: SessionObjects) throws(VimFault) {
        let last = try latestPage(objects).last
        state.withLock { $0.position = last.map { $0.seq - 1 } ?? .max }
    }

    func read(next: Bool, atMost count: Int, in objects: SessionObjects) throws(VimFault) -> FlatTree {
        let position = state.withLock(\.position)
        let entries =
            try next
            ? find(after: position, newestFirst: false, limit: count, in: objects)
            : find(through: position, newestFirst: true, limit: count, in: objects)
        if let last = entries.last { state.withLock { $0.position = next ? last.seq : last.seq - 1 } }
        return try page(entries, of: nil, in: objects)
    }

    private func latestPage(_ objects: SessionObjects) throws(VimFault) -> [JournalEntry] {
        try find(newestFirst: true, limit: state.withLock(\.size), in: objects)
    }

    private func find(
        after: Int64 = 0, through: Int64 = .max, newestFirst: Bool, limit: Int, in objects: SessionObjects
    ) throws(VimFault) -> [JournalEntry] {
        let places = Places(objects)
        let journal = objects.presentation.server.store.journal
        do {
            return try journal.find(
                after: after, through: through, newestFirst: newestFirst, openOnly: filter.wantsOpenOnly, limit: limit
            ) { try objects.presentation.lists($0) && filter.matches($0, places) && objects.sees($0) }
        } catch let fault as VimFault {
            throw fault
        } catch {
            throw VimFault("SystemError", "The tasks cannot be read", [("reason", "\(error)")])
        }
    }

    /// What the view of each task says, as elements of a page.
    private func page(
        _ entries: [JournalEntry], of collector: ManagedObjectReference?, in objects: SessionObjects
    ) throws(VimFault) -> FlatTree {
        var writer = SOAPWriter()
        writer.open(
            "managedObject",
            [("xmlns", SOAPRequest.vim), ("xmlns:xsi", VimSchema.instance), ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema")]
                + [("type", "TaskHistoryCollector"), ("id", collector?.value ?? "")])
        if collector != nil { writer.raw(Document(filter.element.canonical.renamed("filter", "TaskFilterSpec")).bytes()) }
        for entry in entries {
            guard let info = try objects.presentation.task(entry)?.root.first("info") else { continue }
            writer.copy("latestPage", info)
        }
        writer.close("managedObject")
        do {
            return FlatTree(try Document(parsing: writer.bytes, limits: .trusted))
        } catch {
            throw VimFault("SystemError", "The tasks cannot be shown", [("reason", "\(error)")])
        }
    }
}

extension Element {
    /// The element under another name and with the type that a value of any type must tell.
    fileprivate func renamed(_ name: String, _ type: String) -> Element {
        var copy = self
        copy.name = name
        copy.attributes = [Attribute("type", namespace: VimSchema.instance, type)]
        return copy
    }
}
