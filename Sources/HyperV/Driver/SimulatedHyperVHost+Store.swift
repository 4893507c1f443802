import Foundation
import Hosts
import Logging
import Simulator

/// Reading and writing of configuration files.
extension SimulatedHyperVHost {
    /// A machine's configuration; nil if there is none.
    func configuration(_ guid: String) -> Configuration? {
        machines[guid].flatMap { try? Configuration(parsing: $0.bytes) }
    }

    func checkpoint(_ guid: String) -> Configuration? {
        checkpoints[guid].flatMap { try? Configuration(parsing: $0.bytes) }
    }

    /// A machine's checkpoints, oldest first.
    func checkpoints(of machine: String) -> [Configuration] {
        checkpoints.values.filter { $0.machine == machine }.compactMap { try? Configuration(parsing: $0.bytes) }
            .sorted { ($0.system["CreationTime"] ?? "", $0.guid) < ($1.system["CreationTime"] ?? "", $1.guid) }
    }

    func machine(_ path: ObjectPath) throws(NativeFault) -> Configuration {
        try machine(path["Name"] ?? "")
    }

    func machine(_ name: String) throws(NativeFault) -> Configuration {
        guard let configuration = configuration(name.uppercased()) else {
            throw .noInstance("Msvm_ComputerSystem.Name=\"\(name)\"")
        }
        if migrating.contains(configuration.guid) { throw NativeFault(.inUse, "The virtual machine is being moved.") }
        return configuration
    }

    /// The machine that setting data belong to, by their key `Microsoft:GUID\…`.
    func machine(ofSetting instanceID: String) throws(NativeFault) -> Configuration {
        guard instanceID.lowercased().hasPrefix("microsoft:") else { throw .noInstance(instanceID) }
        let guid = instanceID.dropFirst("Microsoft:".count).prefix { $0 != "\\" }
        guard let configuration = configuration(guid.uppercased()) else { throw .noInstance(instanceID) }
        return configuration
    }

    func checkpoint(_ path: ObjectPath) throws(NativeFault) -> Configuration {
        let key = path["InstanceID"] ?? ""
        guard let configuration = checkpoint(key.dropFirst("Microsoft:".count).uppercased()) else {
            throw .noInstance(key)
        }
        return configuration
    }

    func state(of configuration: Configuration) -> Int {
        EnabledState(monitor.state(of: configuration.guid) ?? .off).number
    }

    /// Writes a machine's configuration and tells of it.
    func save(_ configuration: Configuration) throws(NativeFault) {
        let guid = configuration.guid
        let file: URL
        if let known = machines[guid]?.file {
            file = known
        } else {
            file = try folder("Virtual Machines", of: configuration, "ConfigurationDataRoot")
                .appendingPathComponent("\(guid).xml")
        }
        let bytes = configuration.bytes
        try written { try NativeFile.write(bytes, to: file) }
        machines[guid] = Record(file: file, bytes: bytes, machine: guid)
        announce(guid)
    }

    func saveCheckpoint(_ configuration: Configuration) throws(NativeFault) {
        let guid = configuration.guid
        let file: URL
        if let known = checkpoints[guid]?.file {
            file = known
        } else {
            file = try folder("Snapshots", of: configuration, "SnapshotDataRoot").appendingPathComponent("\(guid).xml")
        }
        let bytes = configuration.bytes
        try written { try NativeFile.write(bytes, to: file) }
        checkpoints[guid] = Record(file: file, bytes: bytes, machine: configuration.machine)
    }

    func removeMachine(_ guid: String) throws(NativeFault) {
        guard let record = machines[guid] else { return }
        try written { try FileManager.default.removeItem(at: record.file) }
        machines[guid] = nil
        monitor.forget(guid)
        announcements.yield(.removed(Self.reference(machine: guid)))
    }

    func removeCheckpoint(_ guid: String) throws(NativeFault) {
        guard let record = checkpoints[guid] else { return }
        try written { try FileManager.default.removeItem(at: record.file) }
        checkpoints[guid] = nil
    }

    private func folder(_ name: String, of configuration: Configuration, _ property: String) throws(NativeFault) -> URL
    {
        let root = configuration.system[property] ?? volumes.defaultRoot
        guard let folder = volumes.url("\(root)\\\(name)") else {
            throw .parameter(property, "\(root) is not a folder on a volume of this host.")
        }
        try written { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
        watcher.watch(folder)
        return folder
    }

    /// Does something on the disk; its failure is the method's.
    func written(_ body: () throws -> Void) throws(NativeFault) {
        do {
            try body()
        } catch {
            throw NativeFault(.failed, "The file could not be written: \(error.localizedDescription)")
        }
    }

    // MARK: Changes from outside

    /// Someone wrote, renamed or removed a file. Our own writes are known by their content.
    func touched(_ file: URL) {
        guard file.pathExtension == "xml" else { return }
        let bytes = try? NativeFile.read(file)
        switch file.deletingLastPathComponent().lastPathComponent {
        case "Virtual Machines": touchedMachine(file, bytes)
        case "Snapshots": touchedCheckpoint(file, bytes)
        default: if let bytes { touchedHost(file, bytes) }
        }
    }

    private func parse(_ bytes: [UInt8], _ file: URL) -> Configuration? {
        do {
            return try Configuration(parsing: bytes)
        } catch {
            logger.error("broken configuration ignored", metadata: ["file": "\(file.path)", "error": "\(error)"])
            return nil
        }
    }

    private func touchedMachine(_ file: URL, _ bytes: [UInt8]?) {
        let known = machines.first { $0.value.file.lastPathComponent == file.lastPathComponent }
        guard let bytes else {
            // One that has moved is in another folder by now.
            guard let known, known.value.file.standardizedFileURL == file.standardizedFileURL else { return }
            machines[known.key] = nil
            monitor.forget(known.key)
            announcements.yield(.removed(Self.reference(machine: known.key)))
            return
        }
        guard known?.value.bytes != bytes, let configuration = parse(bytes, file) else { return }
        let guid = configuration.guid
        guard !guid.isEmpty, known == nil || known?.key == guid else {
            return logger.error("configuration of another machine ignored", metadata: ["file": "\(file.path)"])
        }
        machines[guid] = Record(file: file, bytes: bytes, machine: guid)
        Self.adopt(configuration, by: &monitor)
        announce(guid)
    }

    private func touchedCheckpoint(_ file: URL, _ bytes: [UInt8]?) {
        let known = checkpoints.first { $0.value.file.lastPathComponent == file.lastPathComponent }
        guard let bytes else {
            guard let known else { return }
            checkpoints[known.key] = nil
            return announce(known.value.machine)
        }
        guard known?.value.bytes != bytes, let configuration = parse(bytes, file), !configuration.guid.isEmpty else {
            return
        }
        checkpoints[configuration.guid] = Record(file: file, bytes: bytes, machine: configuration.machine)
        announce(configuration.machine)
    }

    private func touchedHost(_ file: URL, _ bytes: [UInt8]) {
        guard let configuration = parse(bytes, file) else { return }
        switch file.lastPathComponent {
        case "host.xml" where configuration != host: host = configuration
        case "volumes.xml" where configuration != volumeList:
            volumeList = configuration
            volumes = Volumes(directory: directory, list: configuration)
        case "switches.xml" where configuration != switchList: switchList = configuration
        default: return
        }
        announcements.yield(.everything)
    }
}
