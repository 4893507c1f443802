import Foundation
import Hosts
import Logging
import Simulator
import XML

/// A Hyper-V host in the process. Its data store is on disk in Hyper-V's way, `Virtual Machines/GUID.xml` and
/// `Snapshots/GUID.xml`; it takes WMI method calls of `root/virtualization/v2` and follows Hyper-V's rules, return values
/// and jobs. What it has accepted is on disk before it answers.
public actor SimulatedHyperVHost: HostDriver {
    struct Record {
        let file: URL
        /// The file as it is on disk.
        var bytes: [UInt8]
        /// Upper-case GUID of the machine that a checkpoint belongs to, or of the machine itself.
        let machine: String
    }

    static let neighbourhood = Neighbourhood<SimulatedHyperVHost>()

    public nonisolated let changes: AsyncStream<HostChange>
    nonisolated let announcements: AsyncStream<HostChange>.Continuation
    let logger: Logger
    let watcher: DirectoryWatcher
    nonisolated let directory: URL
    var volumes: Volumes
    var monitor: VirtualMachineMonitor
    var host: Configuration
    var volumeList: Configuration
    var switchList: Configuration
    /// By GUID in upper case.
    var machines: [String: Record] = [:]
    var checkpoints: [String: Record] = [:]
    /// What the guests of machines do, with the configuration that this was found from.
    var workloads: [String: (source: [UInt8], load: Workload)] = [:]
    /// Machines on their way to another host.
    var migrating: Set<String> = []
    var power = HostPower()
    /// Machines that start again with the host.
    var returning: [String] = []
    private(set) var isClosed = false

    /// Opens the data store below `directory`, and writes it from the seed first if there is none.
    /// - Throws: `CocoaError` or `XMLError` if the host's own files cannot be read or written; a machine's file that is
    ///   broken is logged and left out.
    public init(seed: HostSeed, directory: URL, logger: Logger) throws {
        let hostFile = directory.appendingPathComponent("host.xml")
        if !FileManager.default.fileExists(atPath: hostFile.path) { try Seed(seed, in: directory).write() }
        func read(_ name: String) throws -> Configuration {
            try Configuration(parsing: try NativeFile.read(directory.appendingPathComponent(name)))
        }
        let host = try read("host.xml")
        let volumeList = try read("volumes.xml")
        let volumes = Volumes(directory: directory, list: volumeList)
        let memory = (host.first("Win32_ComputerSystem")?.integer("TotalPhysicalMemory") ?? 0) / 1_048_576
        self.directory = directory
        self.logger = logger
        self.host = host
        self.volumeList = volumeList
        self.volumes = volumes
        switchList = try read("switches.xml")
        monitor = VirtualMachineMonitor(memoryMiB: memory)
        (changes, announcements) = AsyncStream.makeStream(of: HostChange.self)
        let folders = volumes.roots.flatMap { [$0 + "\\Virtual Machines", $0 + "\\Snapshots"] }.compactMap {
            volumes.url($0)
        }
        let watcher = try DirectoryWatcher([directory] + folders)
        self.watcher = watcher
        for folder in folders {
            let isMachines = folder.lastPathComponent == "Virtual Machines"
            for file in (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
                ?? []
            where file.pathExtension == "xml" && !file.lastPathComponent.hasPrefix(".") {
                do {
                    let bytes = try NativeFile.read(file)
                    let configuration = try Configuration(parsing: bytes)
                    if isMachines {
                        machines[configuration.guid] = Record(file: file, bytes: bytes, machine: configuration.guid)
                        Self.adopt(configuration, by: &monitor)
                    } else {
                        checkpoints[configuration.guid] = Record(
                            file: file, bytes: bytes, machine: configuration.machine)
                    }
                } catch {
                    logger.error("configuration left out", metadata: ["file": "\(file.path)", "error": "\(error)"])
                }
            }
        }
        Self.neighbourhood.enter(self, directory)
        Task { [weak self] in
            for await file in watcher.changes { await self?.touched(file) }
        }
    }

    static func adopt(_ configuration: Configuration, by monitor: inout VirtualMachineMonitor) {
        let state = EnabledState(number: configuration.state, health: configuration.properties.integer("health") ?? 5)
        monitor.adopt(
            configuration.guid, state: state.powerState ?? .off, memoryMiB: configuration.memoryMiB,
            booted: configuration.properties["boot_time"].flatMap { Timestamp.date($0) })
    }

    var name: String { host.first("Win32_ComputerSystem")?["Name"] ?? "" }

    public func inventory() async throws -> [NativeObject] {
        try checkOpen()
        var objects = [hostObject]
        objects += volumeList.settings.map(volumeObject)
        objects += switchList.settings.map(switchObject)
        for guid in machines.keys.sorted() {
            if let object = try machineObject(guid) { objects.append(object) }
        }
        return objects
    }

    public func read(_ reference: NativeReference) async throws -> NativeObject? {
        try checkOpen()
        switch reference.type {
        case "Win32_ComputerSystem":
            return reference.id.caseInsensitiveEquals(name) ? hostObject : nil
        case "Win32_LogicalDisk":
            return volumeList.settings.first { $0["DeviceID"]?.caseInsensitiveEquals(reference.id) == true }.map(
                volumeObject)
        case "Msvm_VirtualEthernetSwitch":
            return switchList.settings.first { $0["Name"]?.caseInsensitiveEquals(reference.id) == true }.map(
                switchObject)
        case "Msvm_ComputerSystem":
            return try machineObject(reference.id.uppercased())
        default:
            return nil
        }
    }

    public func close() async {
        isClosed = true
        watcher.close()
        announcements.finish()
    }

    func checkOpen() throws(HostError) {
        if isClosed { throw HostError(.closed, "the connection to the host \(name) has been closed") }
        if !power.isUp { throw HostError(.unreachable, power.reason(name)) }
    }

    public nonisolated var migrationAddress: String? { directory.lastPathComponent }

    static func reference(machine guid: String) -> NativeReference {
        NativeReference(type: "Msvm_ComputerSystem", id: guid.lowercased())
    }

    func announce(_ guid: String) {
        announcements.yield(.changed(Self.reference(machine: guid)))
    }
}
