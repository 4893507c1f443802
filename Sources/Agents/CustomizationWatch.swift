import Bus
import Generic
import Store
import XML

/// What hosts have been told to change inside guests, until the guests themselves tell that it is done: one event when such
/// a machine starts, and one when its guest has the name that it was given. Kept in the store, over restarts.
final class CustomizationWatch: Sendable {
    static let command = "vm.customize"
    private static let name = "customization.name"
    private static let started = "customization.started"

    private let store: Store
    private let events: EventWriter

    init(store: Store, events: EventWriter, updates: UpdateHub) {
        self.store = store
        self.events = events
        _ = updates.subscribe { [weak self] in self?.note($0) }
    }

    /// A host has taken such a command.
    func expect(_ command: Element, of vm: String) {
        guard command["name"] == CustomizationWatch.command else { return }
        let given = command.first("hostName")?.text ?? ""
        let name = given.isEmpty ? store.mirror.entry(vm)?.name ?? "" : given
        try? store.settings.remove([CustomizationWatch.started], of: vm)
        try? store.settings.set([CustomizationWatch.name: name], of: vm)
    }

    private func note(_ updates: [Update]) {
        for update in updates where update.type == ObjectType.vm.rawValue {
            let known = store.settings.settings(of: update.id)
            guard let name = known[CustomizationWatch.name] else { continue }
            if update.change == .removed {
                forget(update.id)
            } else {
                note(update.id, name, hasStarted: known[CustomizationWatch.started] != nil)
            }
        }
    }

    private func note(_ id: String, _ name: String, hasStarted: Bool) {
        guard let entry = store.mirror.entry(id), let bytes = try? store.mirror.generic(id),
            let vm = try? Document(parsing: bytes, limits: .trusted).root, vm.first("powerState")?.text == "running"
        else { return }
        if !hasStarted {
            try? store.settings.set([CustomizationWatch.started: "true"], of: id)
            tell("vm.guestCustomizing", entry, "The guest of \(entry.name) is being customized")
        }
        let told = vm.first("guest")?.first("hostName")?.text ?? ""
        guard told.prefix(while: { $0 != "." }).lowercased() == name.prefix(while: { $0 != "." }).lowercased() else {
            return
        }
        forget(id)
        tell("vm.guestCustomized", entry, "The guest of \(entry.name) is called \(told)")
    }

    private func forget(_ id: String) {
        try? store.settings.remove([CustomizationWatch.name, CustomizationWatch.started], of: id)
    }

    private func tell(_ type: String, _ entry: MirrorEntry, _ message: String) {
        events.append(type: type, target: entry.id, called: entry.name, host: entry.host, message: message)
    }
}
