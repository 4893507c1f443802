import Foundation
import Hosts
import Logging
import Simulator
import XML

/// A stand-alone ESXi host in the process. Its directory is its state: esx.conf, vmInventory.xml and, for each machine,
/// .vmx, .vmdk, .vmsd, .vmsn, .vswp (while it runs) and .vmss (while it is suspended). It takes vim25 methods only.
public actor SimulatedESXiHost: HostDriver {
    public nonisolated let changes: AsyncStream<HostChange>

    static let neighbourhood = Neighbourhood<SimulatedESXiHost>()

    let store: ESXiDataStore
    nonisolated let directory: URL
    let log: Logger
    var facts: ESXiHostFacts
    var inventoryFile: ESXiInventory
    var machines: [Int: ESXiMachine] = [:]
    var monitor: VirtualMachineMonitor
    /// Identifiers of the machines whose .vmx files are in a directory.
    var machinesByDirectory: [String: Set<Int>] = [:]
    var power = HostPower()
    private var nextID: Int
    private var nextTask = 1
    private var closed = false
    private let continuation: AsyncStream<HostChange>.Continuation
    private let watcher: DirectoryWatcher
    private var watching: Task<Void, Never>?

    /// - Parameters:
    ///   - seed: what the host is made of if the directory is empty.
    ///   - directory: where its files are.
    /// - Throws: an error of Foundation if the files cannot be read or written.
    public init(seed: HostSeed, directory: URL, logger: Logger) throws {
        store = ESXiDataStore(root: directory)
        self.directory = directory
        log = logger
        try store.seed(seed)
        facts = try store.readFacts()
        inventoryFile = try store.readInventory()
        nextID = (inventoryFile.paths.keys.max() ?? 0) + 1
        var monitor = VirtualMachineMonitor(memoryMiB: Int(facts.memory >> 20))
        var directories = [
            store.inventoryFile.deletingLastPathComponent(), store.factsFile.deletingLastPathComponent(),
        ]
        for (id, path) in inventoryFile.paths {
            do {
                let machine = try store.readMachine(id, path)
                machines[id] = machine
                monitor.adopt(
                    machine.reference, state: machine.power.monitored, memoryMiB: machine.memoryMiB,
                    booted: machine.bootTime)
            } catch {
                logger.error("unreadable machine", metadata: ["path": "\(path)", "error": "\(error)"])
            }
            let home = store.url(path).deletingLastPathComponent()
            directories.append(home)
            machinesByDirectory[home.path, default: []].insert(id)
        }
        self.monitor = monitor
        (changes, continuation) = AsyncStream.makeStream(of: HostChange.self)
        watcher = try DirectoryWatcher(directories)
        let files = watcher.changes
        Self.neighbourhood.enter(self, directory)
        Task { await self.start(files) }
    }

    deinit {
        watching?.cancel()
        watcher.close()
        continuation.finish()
    }

    private func start(_ files: AsyncStream<URL>) {
        guard !closed else { return }
        watching = Task { [weak self] in
            for await file in files { await self?.noticed(file) }
        }
        for machine in machines.values where isBooting(machine) { expectBoot(of: machine.id) }
    }

    public func close() {
        closed = true
        watching?.cancel()
        watcher.close()
        continuation.finish()
    }

    public nonisolated var migrationAddress: String? { "https://\(directory.lastPathComponent)/sdk" }

    /// - Throws: ``HostError`` if the host has been closed.
    func checkOpen() throws {
        if closed { throw HostError(.closed, "the host \(facts.name) has been closed") }
        if !power.isUp { throw HostError(.unreachable, power.reason(facts.name)) }
    }

    func announce(_ change: HostChange) {
        if !closed { continuation.yield(change) }
    }

    func announce(_ machine: Int) {
        announce(.changed(NativeReference(type: "VirtualMachine", id: String(machine))))
    }

    func announceDatastore(_ name: String) {
        if let datastore = facts.datastore(named: name) {
            announce(.changed(NativeReference(type: "Datastore", id: datastore.id)))
        }
    }

    /// Watches the directory of a .vmx file.
    func watch(_ id: Int, _ path: DatastorePath) {
        let directory = store.url(path).deletingLastPathComponent()
        machinesByDirectory[directory.path, default: []].insert(id)
        watcher.watch(directory)
    }

    func unwatch(_ id: Int, _ path: DatastorePath) {
        machinesByDirectory[store.url(path).deletingLastPathComponent().path]?.remove(id)
    }

    func takeID() -> Int {
        nextID = max(nextID, (inventoryFile.paths.keys.max() ?? 0) + 1)
        defer { nextID += 1 }
        return nextID
    }

    func takeTask() -> Int {
        defer { nextTask += 1 }
        return nextTask
    }

    // MARK: Reading

    public func inventory() async throws -> [NativeObject] {
        try checkOpen()
        var objects = [
            NativeObject(
                reference: NativeReference(type: "HostSystem", id: ESXiHostFacts.hostID), document: facts.document)
        ]
        for datastore in facts.datastores {
            objects.append(
                NativeObject(
                    reference: NativeReference(type: "Datastore", id: datastore.id), document: facts.document(datastore)
                ))
        }
        for group in facts.portGroups {
            objects.append(
                NativeObject(reference: NativeReference(type: "Network", id: group.id), document: facts.document(group))
            )
        }
        for (_, machine) in machines.sorted(by: { $0.key < $1.key }) {
            objects.append(
                NativeObject(
                    reference: NativeReference(type: "VirtualMachine", id: machine.reference),
                    document: document(machine)))
        }
        return objects
    }

    public func read(_ reference: NativeReference) async throws -> NativeObject? {
        try checkOpen()
        let document: Document? =
            switch reference.type {
            case "HostSystem": reference.id == ESXiHostFacts.hostID ? facts.document : nil
            case "Datastore": facts.datastores.first { $0.id == reference.id }.map { facts.document($0) }
            case "Network": facts.portGroups.first { $0.id == reference.id }.map { facts.document($0) }
            case "VirtualMachine": Int(reference.id).flatMap { machines[$0] }.map { self.document($0) }
            default: nil
            }
        return document.map { NativeObject(reference: reference, document: $0) }
    }

    private func document(_ machine: ESXiMachine) -> Document {
        machine.document(facts: facts, guestIsUp: monitor.guestIsUp(machine.reference, now: Date()))
    }
}
