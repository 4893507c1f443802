import Generic
import Logging
import Store
import XML

/// Where a new VM is put: the folder and pool that its command names.
extension TransformServer {
    /// The command as it is journalled: without the places of a view that has no layout of its own.
    /// - Throws: ``Fault`` with code `invalidArgument` for a place that cannot take it.
    func placed(_ command: Command, on host: ManagedHost, _ client: Client) throws(Fault) -> Command {
        var command = command
        guard client.scope.isEmpty else {
            command.element["folder"] = nil
            command.element["pool"] = nil
            return command
        }
        guard let target = store.mirror.entry(command.target), let entry = store.mirror.entry(target.host) else {
            return command
        }
        if let folder = command.element["folder"] {
            let datacenter = layout.datacenter(of: layout.place(of: entry))
            guard let node = layout.node(folder), node.holds == ObjectType.vm.rawValue,
                layout.datacenter(of: node)?.id == datacenter?.id
            else {
                throw Fault(.invalidArgument, "The folder is none for VMs of the host \(host.name)", ["argument": "folder"])
            }
        }
        if let pool = command.element["pool"], layout.owner(ofPool: pool) != layout.compute(of: entry) {
            throw Fault(.invalidArgument, "The pool has no part in the host \(host.name)", ["argument": "pool"])
        }
        return command
    }

    /// - Parameter made: what the command made; without it, the target is what has been placed.
    func place(_ made: Outcome.Made?, _ command: Command) {
        guard let entry = store.mirror.entry(made?.id ?? command.target), entry.type == ObjectType.vm.rawValue else { return }
        do {
            for (attribute, role) in [("folder", InventoryRole.place), ("pool", .pool)] {
                guard let node = command.element[attribute].flatMap(layout.node) else { continue }
                try layout.place(entry, role, in: node)
            }
        } catch {
            log.critical("the inventory cannot be written", metadata: ["error": "\(error)"])
        }
    }
}

extension FleetLayout {
    /// The host of a pool or cluster that a new VM goes to: one that takes VMs and has the fewest; nil if there is none.
    public func host(for pool: String) -> MirrorEntry? {
        let owner = owner(ofPool: pool)
        return store.mirror.entries(type: ObjectType.host.rawValue)
            .filter { compute(of: $0) == owner }
            .min { count(on: $0) < count(on: $1) }
    }

    private func count(on host: MirrorEntry) -> Int {
        store.mirror.entries(type: ObjectType.vm.rawValue, host: host.id).count
    }
}
