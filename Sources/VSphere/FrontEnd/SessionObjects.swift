import Agents
import Bus
import Generic
import Store
import XML

/// All managed objects that one session can name: the fleet's, and its own views and property collectors.
struct SessionObjects: ManagedObjects {
    let session: VimSession
    let presentation: Presentation
    /// What the session's user may do at present.
    let access: Access
    var schema: VimSchema { presentation.schema }

    init(session: VimSession, presentation: Presentation) {
        self.session = session
        self.presentation = presentation
        access = presentation.access(of: session.user)
    }

    func view(of object: ManagedObjectReference) throws(VimFault) -> FlatTree? {
        if let view = session.view(object) { return try view.tree(object, in: self) }
        if object.type == "PropertyFilter" {
            return session.collectors.firstNonNil { $0.properties(of: object) }.map { tree(object, $0) }
        }
        if object.type == "PropertyCollector" {
            return (try? session.collector(object)).map { tree(object, $0.properties) }
        }
        if object.type == "SessionManager" {
            let view = try presentation.sessionManager(session)
            return view?.rootAttribute("id") == object.value ? view : nil
        }
        if object.type == "EventManager" {
            let view = try EventReading(self).manager()
            return view?.rootAttribute("id") == object.value ? view : nil
        }
        guard access.sees(object) else { return nil }
        if object.type == "OptionManager" { return try OptionManagers(presentation: presentation).view(of: object) }
        if object.type == "ExtensionManager", try presentation.view(of: object) != nil {
            return try Extensions(presentation: presentation).manager()
        }
        return try presentation.view(of: object)
    }

    var seesEverything: Bool { access.everywhere != nil }

    /// Whether there is nothing that the client may not read.
    var readsEverything: Bool { access.everywhere?.isSuperset(of: [Privileges.view, Privileges.read]) ?? false }

    /// Whether a property at that path is as the object's view has it, whoever reads it when.
    func isKept(_ path: PropertyPath) -> Bool {
        let name = path.segments[0].name
        return !OwnRights.properties.contains(name) && name != Self.recentTask && !moves(path)
    }

    private static let recentTask = "recentTask"

    func sees(_ object: ManagedObjectReference) -> Bool {
        seesEverything || session.view(object) != nil || access.sees(object)
    }

    func mayRead(_ path: PropertyPath, of object: ManagedObjectReference) -> Bool {
        if access.everywhere?.contains(Privileges.read) == true { return true }
        // What is of the whole server, or the session's own, is for all who may name it.
        if !schema.isA(object.type, "ManagedEntity"),
            object.type == "Task" || session.view(object) != nil || access.places.place(of: object) == nil
        {
            return true
        }
        return access.privileges(on: object).contains(Privileges.read)
            || presentation.rights.table.isShown(path.segments[0].name, of: object.type, schema)
    }

    private func tree(_ object: ManagedObjectReference, _ properties: [Element]) -> FlatTree {
        let children = properties.map(Node.element)
        return FlatTree(
            Document(
                Element(
                    "managedObject", namespace: SOAPRequest.vim, attributes: ["type": object.type, "id": object.value],
                    children: children)))
    }

    func exists(_ object: ManagedObjectReference) throws(VimFault) -> Bool {
        if session.view(object) != nil { return true }
        if let id = presentation.id(of: object) {
            if presentation.server.store.mirror.entry(id) != nil { return access.sees(object) }
        }
        return try view(of: object) != nil
    }

    func live(_ path: PropertyPath, of object: ManagedObjectReference, _ view: FlatTree) throws(VimFault) -> FlatTree? {
        if let own = try OwnRights(access, presentation).view(of: object, path) { return own }
        let live = presentation.performance.live
        if path.segments[0].name == Self.recentTask { return recentTasks(of: object) }
        guard live.contains(path), let id = presentation.id(of: object) else { return nil }
        return try live.view(of: object, id, view)
    }

    func moves(_ path: PropertyPath) -> Bool { presentation.performance.live.contains(path) }

    private func recentTasks(of object: ManagedObjectReference) -> FlatTree? {
        guard schema.isA(object.type, "ManagedEntity"), let id = presentation.id(of: object) else { return nil }
        return tree(
            object,
            presentation.recentTasks(of: id).map {
                Element(Self.recentTask, namespace: SOAPRequest.vim, attributes: ["type": $0.type], text: $0.value)
            })
    }

    func identity(of object: ManagedObjectReference) -> String? {
        switch object.type {
        case "TaskManager", "TaskHistoryCollector": return ObjectType.task.rawValue
        case "EventManager", "EventHistoryCollector": return Update.event
        default:
            let id = presentation.holder(of: object)
            // A container changes with what is in it, which is announced under names of its own.
            return id.flatMap(presentation.cache.layout.node) == nil ? id : nil
        }
    }

    /// Whether the session may know of a task: it is its user's, or it sees what the task is about or, if that is gone, its
    /// host.
    func sees(_ entry: JournalEntry) throws(VimFault) -> Bool {
        if entry.user == session.user, presentation.shows(entry) { return true }
        let isThere =
            presentation.server.store.mirror.entry(entry.target) != nil
            || presentation.cache.layout.node(entry.target) != nil
        for (object, _) in try presentation.views(of: isThere ? entry.target : entry.host) where try exists(object) {
            return true
        }
        return false
    }
}
