import Foundation

extension ShareSeed {
    fileprivate init(_ name: String, in shares: URL) {
        self.name = name
        uuid = HostSeed.uuid("\(shares.lastPathComponent)/share/\(name)")
        directory = shares.appendingPathComponent(name)
    }
}

extension HostSeed {
    /// Makes the host as a pattern has it.
    /// - Parameter shares: the directory of storage that several hosts have; without one, none is shared.
    mutating func follow(_ pattern: HostPattern, macPrefix: String, shares: URL?) {
        let hardware = pattern.hardware
        cpuModel = hardware.model ?? cpuModel
        mhz = hardware.mhz ?? mhz
        sockets = hardware.sockets ?? sockets
        cores = hardware.cores ?? cores
        threads = hardware.threads ?? (hardware.cores.map { $0 * 2 } ?? threads)
        memoryMiB = hardware.memoryMiB ?? memoryMiB
        if let storage = pattern.datastores {
            datastores = storage.map { storage in
                let share = shares.flatMap { storage.shared ? ShareSeed(storage.name, in: $0) : nil }
                return DatastoreSeed(
                    name: storage.name, capacity: Int64(storage.capacity) << 30, free: Int64(storage.free) << 30,
                    share: share)
            }
        }
        if let names = pattern.networks { networks = names.map { NetworkSeed(name: $0) } }
        for machines in pattern.machines {
            for machine in machines.names(on: name) {
                self.machines.append(seed(machine, machines, macPrefix, created: self.machines.count))
            }
        }
    }

    private func seed(_ machine: String, _ pattern: HostPattern.Machines, _ macPrefix: String, created: Int)
        -> MachineSeed
    {
        MachineSeed(
            name: machine, uuid: Self.uuid("\(name)/machine/\(machine)"), notes: pattern.notes, cpus: pattern.cpus,
            coresPerSocket: pattern.coresPerSocket, memoryMiB: pattern.memoryMiB, efi: pattern.efi,
            secureBoot: pattern.secureBoot, guestOS: pattern.guestOS,
            disks: pattern.disks.enumerated().map { index, gib in
                DiskSeed(name: "disk\(index)", capacity: Int64(gib) << 30, thin: true)
            },
            nics: pattern.nics.enumerated().map { index, network in
                NICSeed(mac: Self.mac(macPrefix, "\(name)/machine/\(machine)/\(index)"), network: network)
            },
            cdrom: pattern.cdrom, state: pattern.state,
            snapshots: pattern.snapshots.reversed().reduce(into: []) { chain, name in
                chain = [
                    SnapshotSeed(
                        name: name, description: "", created: Date(timeIntervalSince1970: 1_740_000_000),
                        children: chain)
                ]
            },
            created: Date(timeIntervalSince1970: 1_735_689_600 + TimeInterval(created) * 3600))
    }
}
