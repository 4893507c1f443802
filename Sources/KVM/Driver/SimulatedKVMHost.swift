import Foundation
import Hosts
import Logging
import Simulator
import XML

/// A libvirt host (QEMU/KVM) in the process. It keeps its data below a folder in libvirt's own files, takes libvirt's
/// calls in their abstract form, and answers with libvirt's rules and error codes.
///
/// ```
/// node.xml                     the node: information, capabilities
/// qemu/NAME.xml                a persistent domain
/// run/qemu/NAME.xml            the status of an active domain
/// qemu/save/NAME.save          a managed save image
/// qemu/snapshot/NAME/SNAP.xml  a snapshot
/// qemu/networks/NAME.xml       a network
/// storage/NAME.xml             a storage pool
/// volumes/POOL/VOLUME          a volume: a QCOW2 header
/// ```
public actor SimulatedKVMHost: HostDriver {
    static let neighbourhood = Neighbourhood<SimulatedKVMHost>()
    nonisolated let directory: URL
    public nonisolated let changes: AsyncStream<HostChange>
    let announce: AsyncStream<HostChange>.Continuation
    let logger: Logger
    let watcher: DirectoryWatcher
    var store: KVMDataStore
    var node: Element
    /// By UUID.
    var domains: [String: Domain] = [:]
    /// By UUID.
    var pools: [String: StoragePool] = [:]
    /// By UUID.
    var networks: [String: Element] = [:]
    var monitor: VirtualMachineMonitor
    var nextID = 1
    /// Processor seconds that the node has counted, and until when.
    var counted: (until: Date, busy: Double, idle: Double)?
    private var watching: Task<Void, Never>?
    private var isClosed = false

    /// - Parameters:
    ///   - seed: what the host is made of if the folder has no data.
    ///   - directory: the host's folder; made if missing.
    /// - Throws: a `CocoaError` if the folder cannot be read or written, ``XMLError`` if the node's own file is broken.
    public init(seed: HostSeed, directory: URL, logger: Logger) throws {
        var store = try KVMDataStore(directory)
        try store.plant(seed)
        node = try LibvirtFile.parse(try store.read(store.node))
        let memory = node.first("info")?["memory"].flatMap { Int($0) } ?? 0
        monitor = VirtualMachineMonitor(memoryMiB: memory / 1024)
        watcher = try DirectoryWatcher(store.folders)
        self.store = store
        self.logger = logger
        self.directory = directory
        (changes, announce) = AsyncStream.makeStream(of: HostChange.self)
        Self.neighbourhood.enter(self, directory)
    }

    /// Reads the files, once, and watches them from then on.
    private func load() {
        for name in store.names(in: store.pools) { loadPool(named: name) }
        for name in store.names(in: store.networks) { loadNetwork(named: name) }
        for name in store.names(in: store.configurations) { loadDomain(named: name) }
        for name in store.names(in: store.statuses) where domain(named: name) == nil { loadDomain(named: name) }
    }

    private func watch() {
        for pool in pools.values { watcher.watch(pool.folder) }
        let files = watcher.changes
        watching = Task { [weak self] in
            for await file in files {
                guard let self else { return }
                await self.fileChanged(file)
            }
        }
    }

    nonisolated func reference(_ type: String, _ id: String) -> NativeReference {
        NativeReference(type: type, id: id)
    }

    public nonisolated var migrationAddress: String? { "qemu+tls://\(directory.lastPathComponent)/system" }

    /// The host's UUID, which names it.
    var uuid: String { node["uuid"] ?? "" }

    public func inventory() async throws -> [NativeObject] {
        try open()
        var objects = [NativeObject(reference: reference("node", uuid), document: nodeDocument)]
        let pools = self.pools.values.sorted { $0.name < $1.name }
        objects += pools.map { NativeObject(reference: reference("pool", $0.uuid), document: document(of: $0)) }
        objects += networks.sorted { $0.key < $1.key }.map {
            NativeObject(reference: reference("network", $0.key), document: document(ofNetwork: $0.value))
        }
        objects += pools.flatMap(\.volumes).map {
            NativeObject(reference: reference("volume", $0.path), document: document(of: $0))
        }
        objects += domains.values.sorted { $0.name < $1.name }.map {
            NativeObject(reference: reference("domain", $0.uuid), document: document(of: $0))
        }
        return objects
    }

    public func read(_ reference: NativeReference) async throws -> NativeObject? {
        try open()
        let document: Document?
        switch reference.type {
        case "node": document = reference.id == uuid ? nodeDocument : nil
        case "pool": document = pools[reference.id].map { self.document(of: $0) }
        case "network": document = networks[reference.id].map { self.document(ofNetwork: $0) }
        case "volume": document = volume(at: reference.id).map { self.document(of: $0) }
        case "domain": document = domains[reference.id].map { self.document(of: $0) }
        default: document = nil
        }
        return document.map { NativeObject(reference: reference, document: $0) }
    }

    public func apply(_ call: Document, progress: @Sendable (Int) -> Void) async throws -> NativeReply {
        try open()
        do {
            guard let call = LibvirtCall(call) else {
                throw LibvirtError(.rpc, "cannot decode message payload", domain: .rpc)
            }
            let results = call.procedure == "domainMigratePerform3Params" ? try await migrate(call) : try perform(call)
            progress(100)
            return .result(Document(.v("result", ["procedure": call.procedure], results)))
        } catch let error as LibvirtError {
            return .fault(error.document)
        } catch let error as XMLError {
            return .fault(LibvirtError.xml(error.reason).document)
        } catch {
            logger.error("the data store failed", metadata: ["error": "\(error)"])
            return .fault(LibvirtError(.system, "cannot write the data store: \(error.localizedDescription)").document)
        }
    }

    public func close() async {
        isClosed = true
        watching?.cancel()
        watcher.close()
        announce.finish()
    }

    /// - Throws: ``HostError`` if the host has been closed.
    func open() throws(HostError) {
        if isClosed { throw HostError(.closed, "the host is closed") }
        guard watching == nil else { return }
        load()
        watch()
    }
}
