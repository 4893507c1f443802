import Foundation
import Glibc
import Simulator

extension ESXiDataStore {
    /// Writes a new host's files, unless there are some. The inventory comes last: without it the seed was cut off and
    /// is written again.
    func seed(_ seed: HostSeed) throws {
        guard !FileManager.default.fileExists(atPath: inventoryFile.path) else { return }
        let files = FileManager.default
        try files.createDirectory(at: inventoryFile.deletingLastPathComponent(), withIntermediateDirectories: true)
        for datastore in seed.datastores {
            try datastore.makeFolder(root.appendingPathComponent("vmfs/volumes/\(datastore.name)"))
        }
        try NativeFile.write(
            ESXiHostFacts.file(for: seed, booted: Date(timeIntervalSinceNow: -86_400)).text, to: factsFile)
        guard let datastore = seed.datastores.first?.name else { throw CocoaError(.fileWriteUnknown) }
        var machines: [(id: Int, path: DatastorePath)] = []
        for (index, machine) in seed.machines.enumerated() {
            machines.append((index + 1, try write(machine, on: datastore)))
        }
        if !machines.isEmpty { sync() }
        try NativeFile.write(ESXiInventory(machines).bytes, to: inventoryFile)
    }

    private func write(_ seed: MachineSeed, on datastore: String) throws -> DatastorePath {
        let directory = seed.name.replacing("/", with: "_")
        let path = DatastorePath(datastore: datastore, path: "\(directory)/\(directory).vmx")
        try makeDirectory(DatastorePath(datastore: datastore, path: directory))
        var vmx = VMXDictionary.machine(name: seed.name, uuid: seed.uuid)
        vmx["guestOS"] = ESXiDataStore.guestWord(seed.guestOS)
        if !seed.notes.isEmpty { vmx["annotation"] = seed.notes }
        vmx["numvcpus"] = String(seed.cpus)
        if seed.coresPerSocket > 1 { vmx["cpuid.coresPerSocket"] = String(seed.coresPerSocket) }
        vmx["memsize"] = String(seed.memoryMiB)
        if seed.efi { vmx["firmware"] = "efi" }
        if seed.secureBoot { vmx.set("uefi.secureBoot.enabled", true) }
        vmx.set("scsi0.present", true)
        vmx["scsi0.virtualDev"] = seed.efi ? "pvscsi" : "lsilogic"
        var nodes: [ESXiSnapshot.Disk] = []
        for (index, disk) in seed.disks.prefix(7).enumerated() {
            let name = index == 0 ? "\(directory).vmdk" : "\(directory)_\(index).vmdk"
            try plain(DiskDescriptor(name: name, capacity: disk.capacity, thin: disk.thin).text, path.sibling(name))
            vmx.setDisk("scsi0:\(index)", fileName: name)
            nodes.append(ESXiSnapshot.Disk(fileName: name, node: "scsi0:\(index)"))
        }
        if seed.cdrom { vmx.setCD("ide1:0", fileName: nil, connected: false) }
        for (index, nic) in seed.nics.prefix(10).enumerated() {
            vmx.setNIC(index, device: "vmxnet3", network: nic.network, connected: true)
            vmx["ethernet\(index).addressType"] = "static"
            vmx["ethernet\(index).address"] = nic.mac
        }
        var snapshots = ESXiSnapshots()
        var deltas = 0
        for snapshot in seed.snapshots {
            try write(snapshot, after: nil, of: seed, at: path, &vmx, &nodes, &snapshots, &deltas)
        }
        if !snapshots.snapshots.isEmpty {
            try plain(snapshots.text, path.sibling(path.stem + ".vmsd"))
        }
        switch ESXiPowerState(seed.state) {
        case .poweredOff: break
        case .poweredOn:
            try plain("", ESXiDataStore.swapFile(path))
            try FileManager.default.setAttributes(
                [.modificationDate: seed.created], ofItemAtPath: url(ESXiDataStore.swapFile(path)).path)
        case .suspended:
            vmx["checkpoint.vmState"] = ESXiDataStore.checkpointFile(path).name
            try plain("", ESXiDataStore.checkpointFile(path))
        }
        try plain(vmx.text, path)
        return path
    }

    /// Each snapshot freezes the disks; the machine, and what comes after, goes on with deltas of them.
    private func write(
        _ seed: SnapshotSeed, after parent: Int?, of machine: MachineSeed, at path: DatastorePath,
        _ vmx: inout VMXDictionary, _ nodes: inout [ESXiSnapshot.Disk], _ snapshots: inout ESXiSnapshots,
        _ deltas: inout Int
    ) throws {
        let frozen = nodes
        snapshots.current = parent
        let number = snapshots.lastUID + 1
        let fileName = "\(path.stem)-Snapshot\(number).vmsn"
        try plain(vmx.text, path.sibling(fileName))
        let made = snapshots.add { uid, parent in
            ESXiSnapshot(
                uid: uid, parent: parent, name: seed.name, description: seed.description, fileName: fileName,
                created: Int64(seed.created.timeIntervalSince1970 * 1_000_000), power: .poweredOff, disks: frozen)
        }
        deltas += 1
        for (index, disk) in machine.disks.prefix(7).enumerated() {
            let base = path.sibling(frozen[index].fileName).stem
            let stem =
                base.range(of: "-[0-9]{6}$", options: .regularExpression).map { String(base[..<$0.lowerBound]) } ?? base
            let name = "\(stem)-\(String(format: "%06d", deltas)).vmdk"
            let delta = DiskDescriptor(name: name, capacity: disk.capacity, thin: true, parent: frozen[index].fileName)
            try plain(delta.text, path.sibling(name))
            vmx["scsi0:\(index).fileName"] = name
            nodes[index].fileName = name
        }
        for child in seed.children {
            try write(child, after: made.uid, of: machine, at: path, &vmx, &nodes, &snapshots, &deltas)
        }
    }

    /// Without waiting for the disk: the whole seed is synchronised at its end.
    private func plain(_ text: String, _ path: DatastorePath) throws {
        try Data(text.utf8).write(to: url(path))
    }

    /// The guestOS words of the systems in the fleet.
    private static func guestWord(_ os: String) -> String {
        switch os {
        case "debian12": "debian12-64"
        case "rhel9.0": "rhel9-64"
        case "win2k22": "windows2019srvnext-64"
        case "win11": "windows11-64"
        case "freebsd14.0": "freebsd14-64"
        case _ where os.hasPrefix("ubuntu"): "ubuntu-64"
        default: "other-64"
        }
    }
}
