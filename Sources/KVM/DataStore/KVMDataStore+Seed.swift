import Foundation
import Simulator
import XML

extension KVMDataStore {
    /// Writes a new host in libvirt's own formats; nothing if the folder has data already.
    mutating func plant(_ seed: HostSeed) throws {
        guard !FileManager.default.fileExists(atPath: node.path) else { return }
        var pools: [StoragePool] = []
        for datastore in seed.datastores {
            let pool = self.pool(datastore, of: seed, isFirst: pools.isEmpty)
            try datastore.makeFolder(pool.folder)
            try write(
                LibvirtFile.bytes(pool.element, command: "pool-edit", name: pool.name),
                to: self.pools.appendingPathComponent("\(pool.name).xml"))
            pools.append(pool)
        }
        for (index, network) in seed.networks.enumerated() {
            var element = Element("network")
            element.append(Element("name", text: network.name))
            element.append(Element("uuid", text: seed.derived("network/\(network.name)")))
            element.append(Element("forward", attributes: ["mode": "nat"]))
            element.append(Element("bridge", attributes: ["name": "virbr\(index)", "stp": "on", "delay": "0"]))
            try write(
                LibvirtFile.bytes(element, command: "net-edit", name: network.name),
                to: networks.appendingPathComponent("\(network.name).xml"))
        }
        for (index, machine) in seed.machines.enumerated() { try plant(machine, number: index + 1, pool: pools.first) }
        // Last: a host without this file was not finished and is planted again.
        try write(Document(seed.node).bytes(indented: true), to: node)
    }

    private func pool(_ datastore: DatastoreSeed, of seed: HostSeed, isFirst: Bool) -> StoragePool {
        let disks = isFirst ? seed.machines.flatMap(\.disks).reduce(0) { $0 + ($1.thin ? 0 : $1.capacity) } : 0
        var element = Element("pool", attributes: ["type": datastore.share == nil ? "dir" : "netfs"])
        element.append(Element("name", text: datastore.name))
        element.append(Element("uuid", text: seed.derived("pool/\(datastore.name)")))
        for (name, value) in [
            ("capacity", datastore.capacity), ("allocation", max(0, datastore.capacity - datastore.free - disks)),
        ] {
            element.append(Element(name, attributes: ["unit": "bytes"], text: String(value)))
        }
        var source = Element("source")
        if let share = datastore.share {
            source.append(Element("host", attributes: ["name": ShareSeed.server]))
            source.append(Element("dir", attributes: ["path": "/export/\(share.name)"]))
            source.append(Element("format", attributes: ["type": "nfs"]))
        }
        element.append(source)
        let path = isFirst && datastore.share == nil ? "/var/lib/libvirt/images" : "/srv/libvirt/\(datastore.name)"
        element.append(Element("target", children: [.element(Element("path", text: path))]))
        return StoragePool(element: element, folder: volumes(ofPool: datastore.name))
    }

    private mutating func plant(_ machine: MachineSeed, number: Int, pool: StoragePool?) throws {
        guard let pool else { return }
        for disk in machine.disks {
            try StorageVolume.write(
                QCOW2(capacity: disk.capacity), allocation: disk.thin ? 0 : disk.capacity,
                to: pool.folder.appendingPathComponent(machine.volume(of: disk)))
        }
        let domain = DomainXML(machine.domain(in: pool)).completed()
        try plant(machine.snapshots, of: machine, domain: domain, parent: nil, current: machine.current)
        try write(
            LibvirtFile.bytes(domain.element, command: "edit", name: machine.name), to: configuration(of: machine.name))
        let state: DomainStatus.State
        switch machine.state {
        case .off: return
        case .suspended: return try write(LibvirtFile.image(domain, running: true), to: image(of: machine.name))
        case .running: state = .running
        case .paused: state = .paused
        case .crashed: state = .crashed
        }
        let reason = ["running": "booted", "paused": "user", "crashed": "panicked"][state.rawValue] ?? "unknown"
        let status = DomainStatus(state: state, reason: reason, id: number, started: machine.created, domain: domain)
        try write(
            LibvirtFile.bytes(status.element, command: "edit", name: machine.name), to: self.status(of: machine.name))
    }

    private mutating func plant(
        _ snapshots: [SnapshotSeed], of machine: MachineSeed, domain: DomainXML, parent: String?, current: String?
    ) throws {
        for seed in snapshots {
            var snapshot = DomainSnapshot(
                name: seed.name, description: seed.description, state: "shutoff", created: seed.created, parent: parent,
                domain: domain)
            snapshot.isCurrent = seed.name == current
            try FileManager.default.createDirectory(
                at: self.snapshots(of: machine.name), withIntermediateDirectories: true)
            try write(
                LibvirtFile.bytes(snapshot.element, command: "snapshot-edit", name: machine.name),
                to: self.snapshot(seed.name, of: machine.name))
            try plant(seed.children, of: machine, domain: domain, parent: seed.name, current: current)
        }
    }
}
