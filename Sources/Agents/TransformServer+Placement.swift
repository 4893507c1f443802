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
        try layout.checkMaintenance(command)
        guard client.scope.isEmpty else {
            command.element["folder"] = nil
            command.element["pool"] = nil
            return command
        }
        guard let target = store.mirror.entry(command.target) else { return command }
        if command.name == "datastore.rename" {
            try layout.checkName(command.element.first("name")?.text ?? "", of: target)
        }
        command = completed(command)
        guard let entry = store.mirror.entry(command.element["to"] ?? target.host) else { return command }
        if command.name != Relocation.command { command.element = own(command.element, of: entry.id) }
        let host = self.host(id: entry.id) ?? host
        if let folder = command.element["folder"] {
            let datacenter = layout.datacenter(of: layout.place(of: entry))
            guard let node = layout.node(folder), node.holds == ObjectType.vm.rawValue,
                layout.datacenter(of: node)?.id == datacenter?.id
            else {
                throw Fault(
                    .invalidArgument, "The folder is none for VMs of the host \(host.name)", ["argument": "folder"])
            }
        }
        if let pool = command.element["pool"], layout.owner(ofPool: pool) != layout.compute(of: entry) {
            throw Fault(.invalidArgument, "The pool has no part in the host \(host.name)", ["argument": "pool"])
        }
        return command
    }

    /// The element with the host's own networks and datastores for those that stand in for them in the view.
    private func own(_ element: Element, of host: String) -> Element {
        var element = element
        for name in [ObjectType.network.rawValue, ObjectType.datastore.rawValue] {
            guard let id = element[name], let entry = store.mirror.entry(id), entry.host != host else { continue }
            let shown = layout.alias(of: id) ?? id
            if let own = layout.aliases(of: shown).union([shown]).first(where: { store.mirror.entry($0)?.host == host }) {
                element[name] = own
            }
        }
        element.children = element.children.map { child in
            if case .element(let inner) = child { .element(own(inner, of: host)) } else { child }
        }
        return element
    }

    /// A machine that is to move to a pool of another host or cluster moves to a host that the pool is of.
    func completed(_ command: Command) -> Command {
        guard command.name == Relocation.command, command.element["to"] == nil, let pool = command.element["pool"],
            let target = store.mirror.entry(command.target),
            layout.owner(ofPool: pool) != store.mirror.entry(target.host).map(layout.compute),
            let host = layout.host(for: pool)
        else { return command }
        var command = command
        command.element["to"] = host.id
        return command
    }

    /// - Parameter made: what the command made; without it, the target is what has been placed.
    func place(_ made: Outcome.Made?, _ command: Command) {
        guard let entry = store.mirror.entry(made?.id ?? command.target), entry.type == ObjectType.vm.rawValue else {
            return
        }
        do {
            for (attribute, role) in [("folder", InventoryRole.place), ("pool", .pool)] {
                // Where a host has its own containers, it tells what is in them.
                guard let node = command.element[attribute].flatMap(layout.node), node.host == nil else { continue }
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
        let hosts = store.mirror.entries(type: ObjectType.host.rawValue).filter { compute(of: $0) == owner }
        let ready = hosts.count < 2 ? hosts : hosts.filter(isReady)
        // Where none is ready, the host that is asked says why.
        return (ready.isEmpty ? hosts : ready).min { count(on: $0) < count(on: $1) }
    }

    /// Whether a host is connected, and not in maintenance.
    private func isReady(_ host: MirrorEntry) -> Bool {
        guard let bytes = try? store.mirror.generic(host.id), let generic = try? Document(parsing: bytes).root else {
            return false
        }
        return generic.first("connection")?.text == "connected" && generic.first("maintenance")?.text != "true"
    }

    private func count(on host: MirrorEntry) -> Int {
        store.mirror.entries(type: ObjectType.vm.rawValue, host: host.id).count
    }
}
