import Bus
import Generic
import Store
import XML

/// What is kept here of datastores: names that clients give them where the hypervisor has no call for it, and whether they
/// are in maintenance, when nothing new comes to them.
struct DatastoreBroker: Broker {
    let layout: FleetLayout
    private var store: Store { layout.store }

    let commands = ["datastore.rename", "datastore.enterMaintenance", "datastore.exitMaintenance"]

    /// A host by itself calls its datastores what it calls them.
    var servesParts: Bool { false }

    func knows(_ id: String) -> Bool { false }

    func subject(of command: Command) throws -> Element? {
        guard let entry = store.mirror.entry(command.target), let bytes = try store.mirror.generic(entry.id) else { return nil }
        var element = try Document(parsing: bytes).root
        element.update("name") { $0.children = [.text(layout.name(of: entry))] }
        if layout.isInMaintenance(entry.id) { element["maintenance"] = "true" }
        return element
    }

    func perform(_ command: Command, for order: Order) async throws -> Outcome.Made? {
        guard let datastore = store.mirror.entry(command.target), datastore.type == ObjectType.datastore.rawValue else {
            throw Fault(.notFound, "The datastore is gone", ["type": ObjectType.datastore.rawValue, "id": command.target])
        }
        if command.name == "datastore.rename" {
            let name = command.element.first("name")?.text ?? ""
            try layout.checkName(name, of: datastore)
            try layout.rename(datastore, to: name)
        } else {
            try setMaintenance(command.name == "datastore.enterMaintenance", of: datastore)
        }
        return nil
    }

    private func setMaintenance(_ isOn: Bool, of datastore: MirrorEntry) throws {
        guard layout.isInMaintenance(datastore.id) != isOn else {
            throw Fault(
                .invalidState, "The datastore \(layout.name(of: datastore)) is \(isOn ? "" : "not ")in maintenance",
                ["state": isOn ? "maintenance" : "normal"])
        }
        let own = [datastore.id] + layout.aliases(of: datastore.id)
        let machines = own.flatMap(store.mirror.referrers).filter { $0.type == ObjectType.vm.rawValue }
        if isOn, let machine = machines.first {
            throw Fault(
                .invalidState, "The machine \(machine.name) is on the datastore \(layout.name(of: datastore))",
                ["state": "in use"])
        }
        try layout.setMaintenance(isOn, of: datastore)
    }
}
