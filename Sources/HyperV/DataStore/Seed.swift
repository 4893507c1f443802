import Foundation
import Simulator

/// Writes the data store of a new host.
struct Seed {
    let seed: HostSeed
    let volumes: Volumes
    private let root: String
    private let switches: [String: String]

    init(_ seed: HostSeed, in directory: URL) {
        self.seed = seed
        let letters = seed.datastores.indices.map { "\(Character(UnicodeScalar(UInt8(68 + min($0, 22))))):" }
        let shared = zip(letters, seed.datastores).filter { $0.1.share != nil }.map(\.0)
        volumes = Volumes(directory: directory, letters: letters.isEmpty ? ["D:"] : letters, shared: Set(shared))
        root = volumes.defaultRoot
        switches = Dictionary(
            seed.networks.enumerated().map { ($1.name, Seed.derived(seed.uuid, "5717C400", $0)) },
            uniquingKeysWith: { first, _ in first })
    }

    func write() throws {
        for folder in ["Virtual Machines", "Snapshots", "Virtual Hard Disks", "ISO", "Volumes"] {
            try FileManager.default.createDirectory(
                at: volumes.directory.appendingPathComponent(folder), withIntermediateDirectories: true)
        }
        for (letter, datastore) in zip(volumes.letters, seed.datastores) {
            if let share = datastore.share { try share.mount(at: volumes.root(of: letter)) }
        }
        for root in volumes.roots where root != volumes.defaultRoot || volumes.shared.contains(String(root.prefix(2))) {
            for folder in ["Virtual Machines", "Snapshots", "Virtual Hard Disks"] {
                guard let url = volumes.url("\(root)\\\(folder)") else { continue }
                try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            }
        }
        try NativeFile.write("", to: volumes.directory.appendingPathComponent("ISO/install.iso"))
        try write(switchList, "switches.xml")
        try write(volumeList, "volumes.xml")
        for machine in seed.machines { try write(machine) }
        // Last: a data store with a host file is complete.
        try write(host, "host.xml")
    }

    private func write(_ configuration: Configuration, in folder: String, _ guid: String) throws {
        guard let url = volumes.url("\(root)\\\(folder)") else { return }
        try NativeFile.write(configuration.bytes, to: url.appendingPathComponent("\(guid).xml"))
    }

    private func write(_ configuration: Configuration, _ file: String) throws {
        try NativeFile.write(configuration.bytes, to: volumes.directory.appendingPathComponent(file))
    }

    private var host: Configuration {
        let sockets = max(1, seed.sockets)
        let system = Setting(
            "Win32_OperatingSystem",
            [
                Value("CSName", seed.name), Value("Caption", "Microsoft Windows Server 2022 Datacenter"),
                Value("Version", "10.0.20348"), Value("BuildNumber", "20348"),
                Value("TotalVisibleMemorySize", seed.memoryMiB * 1024, "uint64"),
                Value("LastBootUpTime", Timestamp.text(Date()), "datetime"),
            ])
        let computer = Setting(
            "Win32_ComputerSystem",
            [
                Value("Name", seed.name), Value("DNSHostName", seed.name), Value("Manufacturer", "Dragoman"),
                Value("Model", "Simulated Server"), Value("NumberOfProcessors", sockets, "uint32"),
                Value("NumberOfLogicalProcessors", seed.threads, "uint32"),
                Value("TotalPhysicalMemory", seed.memoryMiB * 1_048_576, "uint64"),
            ])
        let product = Setting("Win32_ComputerSystemProduct", [Value("UUID", seed.uuid.uppercased())])
        let processors = (0..<sockets).map { socket in
            Setting(
                "Win32_Processor",
                [
                    Value("DeviceID", "CPU\(socket)"), Value("Name", seed.cpuModel),
                    Value("Manufacturer", seed.cpuVendor), Value("MaxClockSpeed", seed.mhz, "uint32"),
                    Value("NumberOfCores", seed.cores / sockets, "uint32"),
                    Value("NumberOfLogicalProcessors", seed.threads / sockets, "uint32"),
                ])
        }
        return Configuration(
            properties: [Value("type_id", "Host")], settings: [system, computer, product] + processors + adapters)
    }

    private var adapters: [Setting] {
        seed.adapters.enumerated().map { index, adapter in
            Setting(
                "Msvm_ExternalEthernetPort",
                [
                    Value("ElementName", index == 0 ? "Ethernet" : "Ethernet \(index + 1)"),
                    Value("PermanentAddress", adapter.mac.uppercased().filter { $0 != ":" }),
                    Value("Speed", adapter.speed * 1_000_000, "uint64"),
                ])
        }
    }

    private var volumeList: Configuration {
        let disks = zip(volumes.letters, seed.datastores).map { letter, datastore in
            Setting(
                "Win32_LogicalDisk",
                [
                    Value("DeviceID", letter), Value("VolumeName", datastore.name),
                    // 3 is a local disk, 4 one of the network.
                    Value("DriveType", datastore.share == nil ? 3 : 4, "uint32"),
                    Value("FileSystem", "NTFS"), Value("Size", datastore.capacity, "uint64"),
                    Value("FreeSpace", datastore.free, "uint64"),
                ] + (datastore.share.map { [Value("ProviderName", "\\\\\(ShareSeed.server)\\\($0.name)")] } ?? []))
        }
        return Configuration(properties: [Value("type_id", "Volumes")], settings: disks)
    }

    private var switchList: Configuration {
        let list = seed.networks.compactMap { network in
            switches[network.name].map { guid in
                Setting(
                    "Msvm_VirtualEthernetSwitch",
                    [
                        Value("CreationClassName", "Msvm_VirtualEthernetSwitch"), Value("Name", guid),
                        Value("ElementName", network.name), Value("HealthState", 5, "uint16"),
                    ])
            }
        }
        return Configuration(properties: [Value("type_id", "Switches")], settings: list)
    }

    private func write(_ machine: MachineSeed) throws {
        let guid = machine.uuid.uppercased()
        let generation = machine.efi ? 2 : 1
        var system = Instances.system(
            guid: guid, name: machine.name, generation: generation, root: root, created: Timestamp.text(machine.created)
        )
        if !machine.notes.isEmpty { system.values.append(Value("Notes", machine.notes, isArray: true)) }
        if machine.efi { system["SecureBootEnabled"] = String(machine.secureBoot) }
        var settings = [
            system, Instances.processor(guid: guid, count: machine.cpus, perNode: machine.coresPerSocket),
            Instances.memory(guid: guid, mib: machine.memoryMiB),
        ]
        settings += try devices(of: machine, guid: guid)
        settings.append(Instances.pairs(guid: guid, [("dragoman.guest.os", machine.guestOS)]))
        let state = EnabledState(machine.state)
        var properties = [
            Value("global_id", guid), Value("type_id", "Virtual Machines"), Value("state", state.number, "integer"),
            Value("health", state.health, "integer"), Value("state_changed", Timestamp.text(machine.created)),
        ]
        if machine.state == .running || machine.state == .paused {
            properties.append(Value("boot_time", Timestamp.text(machine.created)))
        }
        var configuration = Configuration(properties: properties, settings: settings)
        try snapshots(machine.snapshots, depth: 0, of: &configuration)
        try write(configuration, in: "Virtual Machines", guid)
    }

    private func devices(of machine: MachineSeed, guid: String) throws -> [Setting] {
        var settings: [Setting] = []
        let scsi = Instances.scsiController(guid: guid, key: Seed.derived(guid, "5C510000", 0))
        if !machine.efi { settings += (0...1).map { Instances.ideController(guid: guid, number: $0) } }
        if machine.efi || machine.disks.count > 1 { settings.append(scsi) }
        for (index, disk) in machine.disks.enumerated() {
            let name = Seed.fileName("\(machine.name)-\(disk.name)")
            let path = "\(root)\\Virtual Hard Disks\\\(name).vhdx"
            let file = VirtualHardDisk(
                type: disk.thin ? VirtualHardDisk.dynamic : VirtualHardDisk.fixed, size: disk.capacity)
            if let url = volumes.url(path) { try file.write(to: url) }
            let boot = !machine.efi && index == 0
            let controller = boot ? "Microsoft:\(guid)\(Instances.ideKey)0" : scsi.instanceID
            let drive = Instances.drive(on: controller, unit: boot || machine.efi ? index : index - 1, optical: false)
            settings += [drive, Instances.image(in: drive.instanceID, path: path, optical: false)]
        }
        if machine.cdrom {
            let controller = machine.efi ? scsi.instanceID : "Microsoft:\(guid)\(Instances.ideKey)1"
            settings.append(
                Instances.drive(on: controller, unit: machine.efi ? machine.disks.count : 0, optical: true))
        }
        for (index, nic) in machine.nics.enumerated() {
            let port = Instances.port(
                guid: guid, key: Seed.derived(guid, "E7E70000", index), emulated: false,
                address: nic.mac.uppercased().filter { $0 != ":" }, fixed: true)
            settings.append(port)
            if let ethernetSwitch = switches[nic.network] {
                settings.append(Instances.connection(of: port, to: ethernetSwitch, enabled: true))
            }
        }
        return settings
    }

    /// Each checkpoint freezes the files that the machine had, and the machine goes on in differencing ones.
    private func snapshots(
        _ seeds: [SnapshotSeed], depth: Int, of machine: inout Configuration
    ) throws {
        for (index, snapshot) in seeds.enumerated() {
            // The machine's line goes through the first children; the seeds have one child each.
            let guid = Seed.derived(machine.guid, "5A9A0000", depth * 16 + index)
            var checkpoint = Configuration.checkpoint(
                of: machine, guid: guid, name: snapshot.name, created: Timestamp.text(snapshot.created), saved: false)
            if !snapshot.description.isEmpty {
                checkpoint.system.replace("Notes", with: [Value("Notes", snapshot.description, isArray: true)])
            }
            for disk in machine.hardDisks {
                guard let path = disk["HostResource"], let url = volumes.url(path) else { continue }
                let top = Configuration.differencingPath(of: path, checkpoint: guid)
                guard let topURL = volumes.url(top) else { continue }
                let size = try VirtualHardDisk(reading: url).size
                try VirtualHardDisk(type: VirtualHardDisk.differencing, size: size, parent: path).write(to: topURL)
                machine.update(disk.instanceID) { $0["HostResource"] = top }
            }
            machine.system.replace(
                "Parent", with: [Value("Parent", path: .setting("Msvm_VirtualSystemSettingData", "Microsoft:\(guid)"))])
            try write(checkpoint, in: "Snapshots", guid)
            try snapshots(snapshot.children, depth: depth + 1, of: &machine)
        }
    }

    static func fileName(_ name: String) -> String {
        String(name.map { "\\/:*?\"<>|".contains($0) ? "_" : $0 })
    }

    /// A GUID that follows from another, so that the same seed makes the same host.
    static func derived(_ guid: String, _ kind: String, _ number: Int) -> String {
        let upper = guid.uppercased()
        let suffix = String(upper.suffix(12))
        let middle = upper.dropFirst(9).prefix(14)
        let first = String(
            (UInt32(kind, radix: 16) ?? 0) &+ UInt32(truncatingIfNeeded: number)
                ^ (UInt32(upper.prefix(8), radix: 16) ?? 0), radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - first.count) + first + "-" + middle + "-" + suffix
    }
}
