import Bus
import Generic
import Hosts
import Store
import XML

/// Finds out what a `vm.relocate` takes, and what stands against it, from what is known of the machine and the hosts.
struct Relocator {
    let server: TransformServer
    let command: Command
    let vm: Element
    let entry: MirrorEntry
    private var mirror: Mirror { server.store.mirror }

    /// - Throws: ``Fault`` if the machine is gone.
    init(_ command: Command, _ server: TransformServer) throws(Fault) {
        self.server = server
        self.command = command
        let store = server.store
        guard let entry = store.mirror.entry(command.target), entry.type == ObjectType.vm.rawValue,
            let generic = try? store.mirror.generic(entry.id), let document = try? Document(parsing: generic)
        else { throw Fault(.notFound, "The object is gone", ["type": ObjectType.vm.rawValue, "id": command.target]) }
        self.entry = entry
        vm = document.root
    }

    func relocation() -> Relocation {
        var relocation = Relocation()
        if let state = command.element["state"], state != vm.first("powerState")?.text {
            relocation.faults.append(
                Fault(
                    .invalidPowerState, "The machine is not \(state)",
                    ["expected": state, "actual": vm.first("powerState")?.text ?? ""]))
        }
        if let id = command.element["to"], id != entry.host {
            migrate(to: id, &relocation)
        } else {
            relocation.before = storage(items.map { ($0, $0.wanted) }, on: entry.host, &relocation)
        }
        return relocation
    }

    /// The machine's disks and its configuration, each with where it is wanted.
    private var items: [Relocation.Item] {
        let all = command.element["datastore"]
        let asked = command.element.all("disk")
        var items = (vm.first("disks")?.all("disk") ?? []).map { disk in
            let own = asked.first { $0["id"] == disk["id"] }
            return Relocation.Item(
                disk: disk, datastore: disk["datastore"], wanted: own?["datastore"] ?? all,
                thin: (own?["thin"] ?? command.element["thin"]).map { $0 == "true" })
        }
        items.append(Relocation.Item(datastore: vm.first("file")?["datastore"], wanted: all))
        return items
    }

    // MARK: - Storage

    /// The command that moves disks on one host; nil if all are where they are wanted.
    private func storage(
        _ items: [(item: Relocation.Item, to: String?)], on host: String, _ relocation: inout Relocation
    ) -> Element? {
        var element = Element(
            "command", namespace: Namespaces.generic, attributes: ["name": Relocation.command, "target": entry.id])
        var isNeeded = false
        for (item, to) in items {
            let here = item.datastore.flatMap { own($0, on: host) }
            let wanted = to.flatMap { own($0, on: host) }
            if let to, wanted == nil {
                relocation.add(notMounted(to, on: host))
                continue
            }
            let moves = wanted != nil && wanted?.id != here?.id
            guard let disk = item.disk else {
                if moves, here != nil {
                    element["datastore"] = wanted?.id
                    isNeeded = true
                }
                continue
            }
            let converts = item.thin != nil && item.thin != (disk["thin"] == "true")
            guard moves || converts else { continue }
            guard let target = wanted ?? here else {
                relocation.add(notAccessible("disk", disk, on: host))
                continue
            }
            var change = Element(
                "disk", namespace: Namespaces.generic, attributes: ["id": disk["id"] ?? "", "datastore": target.id])
            if let thin = item.thin { change["thin"] = "\(thin)" }
            element.append(change)
            isNeeded = true
        }
        return isNeeded ? element : nil
    }

    // MARK: - Hosts

    private func migrate(to id: String, _ relocation: inout Relocation) {
        guard let target = mirror.entry(id), let host = server.host(id: id), let present = server.host(id: entry.host)
        else {
            return relocation.add(Fault(.notFound, "There is no such host", ["type": "host", "id": id]))
        }
        if let fault = unreachable(target, host, from: present) { return relocation.add(fault) }
        var before: [(Relocation.Item, String?)] = []
        var after: [(Relocation.Item, String?)] = []
        for item in items {
            guard let datastore = item.datastore else {
                if let disk = item.disk { relocation.add(notAccessible("disk", disk, on: id)) }
                continue
            }
            if let wanted = item.wanted, own(wanted, on: id) == nil {
                relocation.add(notMounted(wanted, on: id))
            } else if own(datastore, on: id) != nil {
                after.append((item, item.wanted))
                before.append((withoutFormat(item), nil))
            } else if let wanted = item.wanted, own(wanted, on: entry.host) != nil {
                before.append((item, wanted))
            } else if let disk = item.disk {
                relocation.add(notAccessible("disk", disk, on: id))
            }
        }
        checkDevices(on: id, &relocation)
        relocation.before = storage(before, on: entry.host, &relocation)
        relocation.after = storage(after, on: id, &relocation)
        relocation.destination = Destination(
            host: host, entry: target, isOfOneServer: host === present, common: common(with: id), engine: server.engine,
            identifiers: server.store.identifiers)
    }

    private func withoutFormat(_ item: Relocation.Item) -> Relocation.Item {
        var item = item
        item.thin = nil
        return item
    }

    /// Why machines cannot move between two hosts at all; nil if they can.
    private func unreachable(_ target: MirrorEntry, _ host: ManagedHost, from present: ManagedHost) -> Fault? {
        guard host.platform == present.platform else {
            return Fault(
                .notSupported,
                "The machine cannot move to \(target.name), which is a host of another kind than its own",
                ["command": Relocation.command, "reason": "platform", "host": target.id, "hostName": target.name])
        }
        do {
            try host.expectConnected(target.id)
        } catch {
            return error
        }
        guard host === present || host.driver.migrationAddress != nil else {
            return Fault(
                .notSupported, "The machine cannot move to \(target.name), which its own host does not reach",
                ["command": Relocation.command, "reason": "server", "host": target.id, "hostName": target.name])
        }
        return nil
    }

    private func checkDevices(on host: String, _ relocation: inout Relocation) {
        for cdrom in vm.first("cdroms")?.all("cdrom") ?? [] where cdrom["path"] != nil && cdrom["connected"] == "true" {
            if let datastore = cdrom["datastore"], own(datastore, on: host) == nil {
                relocation.add(notAccessible("cdrom", cdrom, on: host))
            }
        }
        for nic in vm.first("nics")?.all("nic") ?? [] {
            if let network = nic["network"], own(network, on: host) == nil {
                relocation.add(notAccessible("network", nic, on: host))
            }
        }
    }

    private func common(with host: String) -> [String: MirrorEntry] {
        let types: [ObjectType] = [.datastore, .network]
        let here = types.flatMap { mirror.entries(type: $0.rawValue, host: entry.host) }
        return Dictionary(here.compactMap { own in self.own(own.id, on: host).map { (own.id, $0) } }) { first, _ in
            first
        }
    }

    /// What a host has of a datastore or network: the same storage, or the network of the same name.
    private func own(_ id: String, on host: String) -> MirrorEntry? {
        guard let entry = mirror.entry(id), entry.host != host else { return mirror.entry(id) }
        if entry.type == ObjectType.network.rawValue {
            return mirror.entries(type: entry.type, host: host).first { $0.name == entry.name }
        }
        return server.layout.sharing(entry).first { $0.host == host }
    }

    // MARK: - Faults

    private func notMounted(_ datastore: String, on host: String) -> Fault {
        let name = mirror.entry(datastore).map(server.layout.name) ?? datastore
        return Fault(
            .notAccessible, "The host \(mirror.entry(host)?.name ?? host) does not have the datastore \(name)",
            ["what": "datastore", "datastore": datastore, "name": name, "host": host])
    }

    private func notAccessible(_ what: String, _ device: Element, on host: String) -> Fault {
        let id = device["id"] ?? ""
        let path = device["path"] ?? ""
        var details = ["what": what, "device": id, "host": host]
        let name = mirror.entry(host)?.name ?? host
        if what == "network" {
            let network = device["network"].flatMap(mirror.entry)
            details["network"] = network?.id
            return Fault(
                .notAccessible, "The host \(name) does not have the network \(network?.name ?? "") of \(id)", details)
        }
        let datastore = device["datastore"].flatMap(mirror.entry)
        let called = datastore.map(server.layout.name) ?? ""
        details["datastore"] = datastore?.id
        details["name"] = called
        details["path"] = datastore == nil ? path : "[\(called)] \(path)"
        return Fault(
            .notAccessible, "The host \(name) does not have the datastore \(called) of \(id), \(path)", details)
    }
}

extension Relocation {
    /// One thing may stand in the way of several disks.
    mutating func add(_ fault: Fault) {
        if !faults.contains(fault) { faults.append(fault) }
    }
}
