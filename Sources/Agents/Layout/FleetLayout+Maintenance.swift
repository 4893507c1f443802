import Bus
import Generic
import Store
import XML

/// Datastores in maintenance: nothing new comes to them. It outlives a restart.
extension FleetLayout {
    private static let maintenance = "datastore maintenance"

    /// Those in maintenance, by the identifier that they are shown under.
    private var maintained: Set<String> { Set(store.settings.settings(of: FleetLayout.maintenance).keys) }

    func isInMaintenance(_ datastore: String) -> Bool { maintained.contains(alias(of: datastore) ?? datastore) }

    /// - Throws: ``StoreError``.
    func setMaintenance(_ isOn: Bool, of datastore: MirrorEntry) throws {
        let id = alias(of: datastore.id) ?? datastore.id
        if isOn {
            try store.settings.set([id: "true"], of: FleetLayout.maintenance)
        } else {
            try store.settings.remove([id], of: FleetLayout.maintenance)
        }
        updates.publish([
            Update(id: id, type: datastore.type, change: .updated, concernsOthers: true, references: [datastore.host])
        ])
    }

    /// - Throws: ``Fault`` with code `invalidState` for a command that puts something on a datastore in maintenance.
    func checkMaintenance(_ command: Command) throws(Fault) {
        guard !maintained.isEmpty else { return }
        let brings = ["file.write", "file.makeDirectory", "volume.create", "volume.resize", "disk.write"]
        var named = datastores(in: command.element)
        if brings.contains(command.name) { named.insert(command.target) }
        // A command that says nothing of where goes to the first datastore of its host.
        if named.isEmpty, command.element.name == "command", ["vm.create", "vm.register"].contains(command.name) {
            named.formUnion(store.mirror.entries(type: ObjectType.datastore.rawValue, host: command.target).prefix(1).map(\.id))
        }
        guard let datastore = named.first(where: isInMaintenance).flatMap(store.mirror.entry) else { return }
        throw Fault(
            .invalidState, "The datastore \(name(of: datastore)) is in maintenance: nothing new comes to it",
            ["state": "maintenance"])
    }

    private func datastores(in element: Element) -> Set<String> {
        // What is removed, or is there already, comes to nothing new.
        if element["op"] == "remove" { return [] }
        var found = Set([element["datastore"], element["toDatastore"]].compactMap { $0 })
        for child in element.elements { found.formUnion(datastores(in: child)) }
        return found
    }
}
