import Foundation
import Hosts
import Simulator

/// Msvm_VirtualSystemMigrationService.MigrateVirtualSystemToHost.
extension SimulatedHyperVHost {
    /// What goes from one host to another.
    struct Migration: Sendable {
        var machine: Configuration
        var checkpoints: [Configuration]
        /// The names of the switches that the machine is connected to, by GUID.
        var switches: [String: String]
    }

    /// Msvm_VirtualSystemMigrationSettingData.MigrationType.
    private enum Kind: Int {
        case virtualSystem = 32768
        case storage = 32769
    }

    func migrate(_ call: Invocation) async throws(NativeFault) -> Outcome {
        guard call.method == "MigrateVirtualSystemToHost" else {
            throw NativeFault(code: "a:ActionNotSupported", "The class \(call.className) has no method \(call.method).")
        }
        try call.allow(
            "ComputerSystem", "DestinationHost", "MigrationSettingData", "NewSystemSettingData",
            "NewResourceSettingData")
        let machine = try machine(call.reference("ComputerSystem"))
        let settings = try call.instance("MigrationSettingData")
        try Schema.check(settings, "Msvm_VirtualSystemMigrationSettingData")
        switch settings.integer("MigrationType").flatMap(Kind.init) {
        case .storage: try moveStorage(of: machine, call)
        case .virtualSystem: try await send(machine, to: try call.text("DestinationHost"))
        case nil: throw .parameter("MigrationType", "Only virtual systems and storage are moved, each for itself.")
        }
        return Outcome(isJob: true)
    }

    // MARK: - Hosts

    private func send(_ machine: Configuration, to name: String) async throws(NativeFault) {
        guard !name.caseInsensitiveEquals(self.name),
            let other = Self.neighbourhood.host(named: name, beside: directory)
        else {
            throw NativeFault(
                .failed, "Virtual machine migration failed at the source: no connection to the host \(name).")
        }
        guard migrating.insert(machine.guid).inserted else {
            throw NativeFault(.inUse, "The virtual machine is being moved already.")
        }
        defer { migrating.remove(machine.guid) }
        var switches: [String: String] = [:]
        for list in switchList.settings { switches[(list["Name"] ?? "").uppercased()] = list["ElementName"] ?? "" }
        try await other.receive(
            Migration(machine: stateKept(machine), checkpoints: checkpoints(of: machine.guid), switches: switches))
        for checkpoint in checkpoints(of: machine.guid) { try removeCheckpoint(checkpoint.guid) }
        try removeMachine(machine.guid)
    }

    /// Takes a machine over whose files are on volumes that are here too: all of it, or nothing.
    func receive(_ migration: Migration) throws(NativeFault) {
        if isClosed { throw NativeFault(.failed, "The host \(name) is closed.") }
        var machine = migration.machine
        guard machines[machine.guid] == nil else {
            throw NativeFault(.failed, "A virtual machine with the identifier \(machine.guid) is on the host already.")
        }
        for path in ([machine] + migration.checkpoints).flatMap({ $0.hardDisks.compactMap { $0["HostResource"] } }) {
            _ = try disk(path)
        }
        let state =
            EnabledState(number: machine.state, health: machine.properties.integer("health") ?? 5).powerState ?? .off
        if state == .running || state == .paused, machine.memoryMiB > monitor.freeMiB {
            throw NativeFault(.outOfMemory, "Not enough memory in the system: \(monitor.freeMiB) MB are free.")
        }
        try connect(&machine, migration.switches)
        var checkpoints = migration.checkpoints
        for index in checkpoints.indices { try connect(&checkpoints[index], migration.switches) }
        for checkpoint in checkpoints { try saveCheckpoint(settled(checkpoint)) }
        do {
            Self.adopt(machine, by: &monitor)
            try save(settled(machine))
        } catch {
            monitor.forget(machine.guid)
            for checkpoint in checkpoints { try? removeCheckpoint(checkpoint.guid) }
            throw error
        }
    }

    /// Gives a configuration a folder of this host, if its own is not here.
    private func settled(_ configuration: Configuration) -> Configuration {
        var configuration = configuration
        var system = configuration.system
        for property in ["ConfigurationDataRoot", "SnapshotDataRoot"] where system[property].flatMap(volumes.url) == nil
        {
            system[property] = volumes.defaultRoot
        }
        configuration.system = system
        return configuration
    }

    /// Connects network cards to the switches of the same names.
    private func connect(_ configuration: inout Configuration, _ names: [String: String]) throws(NativeFault) {
        for index in configuration.settings.indices {
            guard configuration.settings[index].className == "Msvm_EthernetPortAllocationSettingData",
                let guid = configuration.settings[index].reference("HostResource")?["Name"]
            else { continue }
            let name = names[guid.uppercased()] ?? ""
            guard let own = switchList.settings.first(where: { $0["ElementName"] == name })?["Name"] else {
                throw .parameter("HostResource", "The host has no switch \(name).")
            }
            configuration.settings[index].replace(
                "HostResource", with: [Value("HostResource", path: .ethernetSwitch(own), type: "string", isArray: true)]
            )
        }
    }

    // MARK: - Storage

    /// New files first, then the configurations that name them; at last the old files go.
    private func moveStorage(of machine: Configuration, _ call: Invocation) throws(NativeFault) {
        var machine = machine
        var checkpoints = checkpoints(of: machine.guid)
        var places: [String: String] = [:]
        for image in call.input.instances("NewResourceSettingData") {
            try Schema.check(image, "Msvm_StorageAllocationSettingData")
            guard let index = machine.index(of: image.instanceID), let old = machine.settings[index]["HostResource"],
                let new = image["HostResource"], volumes.url(new) != nil
            else {
                throw .parameter(
                    "NewResourceSettingData", "The virtual machine has no such disk, or there is no such place.")
            }
            for (path, place) in try chains(of: old, new, machine, checkpoints) { places[path] = place }
        }
        let written = try copy(places)
        do {
            let changed = [machine] + checkpoints
            machine = moved(machine, places)
            checkpoints = checkpoints.map { moved($0, places) }
            for checkpoint in checkpoints where !changed.contains(checkpoint) { try saveCheckpoint(checkpoint) }
            try save(stateKept(machine))
            if let system = call.input.instances("NewSystemSettingData").first { try moveHome(of: machine, system) }
        } catch {
            for url in written { try? FileManager.default.removeItem(at: url) }
            throw error
        }
        for path in places.keys {
            guard let url = volumes.url(path) else { continue }
            if let file = try? VirtualHardDisk(reading: url), file.type == VirtualHardDisk.fixed {
                try take(-file.size, on: path)
            }
            try? FileManager.default.removeItem(at: url)
        }
    }

    /// Where the files go that make a disk, those of its checkpoints included.
    private func chains(
        of top: String, _ place: String, _ machine: Configuration, _ checkpoints: [Configuration]
    ) throws(NativeFault) -> [String: String] {
        let folder = place[..<(place.lastIndex(of: "\\") ?? place.endIndex)]
        let own = try chain(of: top)
        var places: [String: String] = [:]
        for image in ([machine] + checkpoints).flatMap(\.hardDisks) {
            guard let path = image["HostResource"] else { continue }
            let chain = try chain(of: path)
            guard chain.last?.caseInsensitiveEquals(own.last ?? "") == true else { continue }
            for file in chain {
                places[file] =
                    "\(folder)\\\(file[(file.lastIndex(of: "\\").map { file.index(after: $0) } ?? file.startIndex)...])"
            }
        }
        places[own[0]] = place
        return places
    }

    /// A file and those that it is based on.
    private func chain(of path: String) throws(NativeFault) -> [String] {
        var chain: [String] = []
        var next: String? = path
        while let current = next, chain.count < 256 {
            chain.append(current)
            next = try disk(current).parent
        }
        return chain
    }

    private func copy(_ places: [String: String]) throws(NativeFault) -> [URL] {
        var copied: [URL] = []
        do {
            for (path, place) in places {
                guard let source = volumes.url(path), let target = volumes.url(place) else {
                    throw NativeFault.parameter("NewResourceSettingData", "There is no place \(place).")
                }
                if FileManager.default.fileExists(atPath: target.path) {
                    throw NativeFault.file(.failed, .fileExists, place, "The file \(place) exists.")
                }
                var file = try disk(path)
                if file.type == VirtualHardDisk.fixed { try take(file.size, on: place) }
                try written {
                    try Volumes.makeFolder(of: target)
                    if let parent = file.parent,
                        let moved = places.first(where: { $0.key.caseInsensitiveEquals(parent) })?.value
                    {
                        file.parent = moved
                        try file.write(to: target)
                    } else {
                        try LocalFile.copy(source, to: target)
                    }
                }
                copied.append(target)
            }
        } catch {
            for url in copied { try? FileManager.default.removeItem(at: url) }
            throw error as? NativeFault ?? NativeFault(.failed, "\(error)")
        }
        return copied
    }

    private func moved(_ configuration: Configuration, _ places: [String: String]) -> Configuration {
        var configuration = configuration
        for image in configuration.hardDisks {
            guard let path = image["HostResource"],
                let place = places.first(where: { $0.key.caseInsensitiveEquals(path) })?.value
            else { continue }
            configuration.update(image.instanceID) { $0["HostResource"] = place }
        }
        return configuration
    }

    /// The configuration and those of the checkpoints in another folder.
    private func moveHome(of machine: Configuration, _ wanted: Setting) throws(NativeFault) {
        guard let root = wanted["ConfigurationDataRoot"], volumes.url(root) != nil else {
            throw .parameter("ConfigurationDataRoot", "There is no such folder on a volume of this host.")
        }
        func settled(_ configuration: Configuration) -> Configuration {
            var configuration = stateKept(configuration)
            var system = configuration.system
            system["ConfigurationDataRoot"] = root
            system["SnapshotDataRoot"] = root
            configuration.system = system
            return configuration
        }
        let old = machines[machine.guid]?.file
        machines[machine.guid] = nil
        do {
            try save(settled(machine))
        } catch {
            if let old { machines[machine.guid] = Record(file: old, bytes: machine.bytes, machine: machine.guid) }
            throw error
        }
        if let old, old != machines[machine.guid]?.file { try? FileManager.default.removeItem(at: old) }
    }
}
