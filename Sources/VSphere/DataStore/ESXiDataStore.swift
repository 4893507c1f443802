import Foundation
import Simulator

/// The directory tree in which a simulated ESXi host keeps everything, as ESXi lays it out:
/// `etc/vmware/esx.conf`, `etc/vmware/hostd/vmInventory.xml` and `vmfs/volumes/DATASTORE/...`.
struct ESXiDataStore: Sendable {
    let root: URL

    var factsFile: URL { root.appendingPathComponent("etc/vmware/esx.conf") }
    var inventoryFile: URL { root.appendingPathComponent("etc/vmware/hostd/vmInventory.xml") }

    func url(_ path: DatastorePath) -> URL {
        root.appendingPathComponent("vmfs/volumes/\(path.datastore)/\(path.path)")
    }

    func exists(_ path: DatastorePath) -> Bool {
        FileManager.default.fileExists(atPath: url(path).path)
    }

    func directoryExists(_ path: DatastorePath) -> Bool { exists(path) }

    func readFacts() throws -> ESXiHostFacts {
        guard let facts = ESXiHostFacts(parsing: try NativeFile.read(factsFile)) else {
            throw CocoaError(.fileReadCorruptFile, userInfo: [NSFilePathErrorKey: factsFile.path])
        }
        return facts
    }

    func readInventory() throws -> ESXiInventory {
        try ESXiInventory(parsing: try NativeFile.read(inventoryFile))
    }

    /// Reads a machine's files.
    /// - Throws: an error of Foundation if the .vmx file is not there or says nothing.
    func readMachine(_ id: Int, _ path: DatastorePath) throws -> ESXiMachine {
        let bytes = try NativeFile.read(url(path))
        let vmx = VMXDictionary(parsing: bytes)
        guard vmx["displayName"] != nil || vmx["memsize"] != nil || vmx["config.version"] != nil else {
            throw CocoaError(.fileReadCorruptFile, userInfo: [NSFilePathErrorKey: url(path).path])
        }
        return machine(id, path, vmx)
    }

    /// A machine with that configuration, the rest of it read from its files.
    func machine(_ id: Int, _ path: DatastorePath, _ vmx: VMXDictionary) -> ESXiMachine {
        let snapshotFile = path.sibling(path.stem + ".vmsd")
        let snapshots = (try? NativeFile.read(url(snapshotFile))).map { ESXiSnapshots(parsing: $0) } ?? ESXiSnapshots()
        let (power, bootTime) = powerState(path, vmx)
        let descriptors = DiskDescriptors(self)
        let disks = disks(path, vmx, descriptors)
        let frozen = snapshots.snapshots.flatMap { $0.disks.compactMap { DatastorePath(fileName: $0.fileName, beside: path) } }
        let known = Set(frozen + disks.compactMap(\.path))
        return ESXiMachine(
            id: id, path: path, vmx: vmx, snapshots: snapshots, disks: disks,
            needsConsolidation: disks.contains { $0.path.map { isBased($0, elsewhereThan: known, descriptors) } ?? false }, power: power,
            bootTime: bootTime, changeVersion: ESXiMachine.version(of: vmx.text))
    }

    private func disks(_ path: DatastorePath, _ vmx: VMXDictionary, _ descriptors: DiskDescriptors) -> [ESXiMachine.Disk] {
        ESXiMachine.storageSlots(vmx).filter { !$0.isCD }.map { slot, _ in
            let file = DatastorePath(fileName: vmx["\(slot).fileName"] ?? "", beside: path)
            let descriptor = file.flatMap { descriptors[$0] }
            let base = file.flatMap { descriptor == nil ? nil : baseOf($0, descriptors) }
            return ESXiMachine.Disk(
                slot: slot, path: file, capacity: descriptor?.capacity ?? 0, thin: base?.thin ?? false,
                isMissing: descriptor == nil)
        }
    }

    /// Nil also for a file that is too long for a descriptor: that one holds blocks.
    func readDescriptor(_ path: DatastorePath) -> DiskDescriptor? {
        let url = url(path)
        let size = (try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? NSNumber)?.intValue ?? 0
        guard size <= ESXiDataStore.longestDescriptor else { return nil }
        return (try? NativeFile.read(url)).flatMap { DiskDescriptor(parsing: $0) }
    }

    /// Bytes.
    private static let longestDescriptor = 1 << 20

    private func isBased(
        _ path: DatastorePath, elsewhereThan known: Set<DatastorePath>, _ descriptors: DiskDescriptors
    ) -> Bool {
        var path = path
        for _ in 0..<64 {
            guard let parent = descriptors[path]?.parent.flatMap({ DatastorePath(fileName: $0, beside: path) }) else {
                return false
            }
            if !known.contains(parent) { return true }
            path = parent
        }
        return false
    }

    /// The descriptor at the end of a chain of deltas.
    func baseOf(_ path: DatastorePath) -> DiskDescriptor? { baseOf(path, DiskDescriptors(self)) }

    private func baseOf(_ path: DatastorePath, _ descriptors: DiskDescriptors) -> DiskDescriptor? {
        var path = path
        for _ in 0..<64 {
            guard let descriptor = descriptors[path] else { return nil }
            guard let parent = descriptor.parent.flatMap({ DatastorePath(fileName: $0, beside: path) }) else {
                return descriptor
            }
            path = parent
        }
        return nil
    }

    /// A running machine has its swap file, a suspended one its checkpoint.
    private func powerState(_ path: DatastorePath, _ vmx: VMXDictionary) -> (ESXiPowerState, Date?) {
        let swap = url(ESXiDataStore.swapFile(path)).path
        var status = stat()
        if stat(swap, &status) == 0 {
            let modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
            return (.poweredOn, Date(timeIntervalSince1970: modified))
        }
        if let name = vmx["checkpoint.vmState"], !name.isEmpty,
            let file = DatastorePath(fileName: name, beside: path), exists(file) {
            return (.suspended, nil)
        }
        return (.poweredOff, nil)
    }

    static func swapFile(_ path: DatastorePath) -> DatastorePath { path.sibling(path.stem + ".vswp") }
    static func checkpointFile(_ path: DatastorePath) -> DatastorePath { path.sibling(path.stem + ".vmss") }

    func write(_ text: String, to path: DatastorePath) throws {
        try NativeFile.write(text, to: url(path))
    }

    func makeDirectory(_ path: DatastorePath) throws {
        try FileManager.default.createDirectory(at: url(path), withIntermediateDirectories: true)
    }

    /// A file that is not there is gone already.
    func remove(_ path: DatastorePath) {
        try? FileManager.default.removeItem(at: url(path))
    }

    func remove(flatOf path: DatastorePath) {
        remove(path)
        remove(path.sibling(path.stem + "-flat.vmdk"))
        remove(path.sibling(path.stem + "-delta.vmdk"))
    }
}
