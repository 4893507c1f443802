import Foundation
import Hosts
import Logging
import Simulator
import XML

/// Storage pools and volumes (src/storage/storage_driver.c).
extension SimulatedKVMHost {
    func loadPool(named name: String) {
        do {
            let element = try LibvirtFile.parse(try store.read(store.pools.appendingPathComponent("\(name).xml")))
            let pool = StoragePool(element: element, folder: store.volumes(ofPool: name))
            guard UUID(uuidString: pool.uuid) != nil, pool.name == name, !pool.target.isEmpty else {
                throw LibvirtError.xml("storage pool without name, uuid or target")
            }
            try FileManager.default.createDirectory(at: pool.folder, withIntermediateDirectories: true)
            pools[pool.uuid] = pool
            for volume in pool.volumes { _ = store.noteVolume(volume.url) }
        } catch {
            logger.error(
                "a storage pool's file is broken and left as it is", metadata: ["pool": "\(name)", "error": "\(error)"])
        }
    }

    func loadNetwork(named name: String) {
        do {
            let element = try LibvirtFile.parse(try store.read(store.networks.appendingPathComponent("\(name).xml")))
            guard element.name == "network", let uuid = element.first("uuid")?.text.trimmed.lowercased(),
                element.first("name") != nil
            else {
                throw LibvirtError.xml("network without name or uuid")
            }
            networks[uuid] = element
        } catch {
            logger.error(
                "a network's file is broken and left as it is", metadata: ["network": "\(name)", "error": "\(error)"])
        }
    }

    func volume(_ call: LibvirtCall, _ argument: String = "vol") throws(LibvirtError) -> StorageVolume {
        let vol = call.child(argument)
        let name = vol?["name"] ?? ""
        if let pool = vol?["pool"], !pool.isEmpty {
            guard let found = pools.values.first(where: { $0.name == pool }) else { throw noPool(pool) }
            if let volume = found.volume(named: name) { return volume }
        } else if let volume = volume(at: vol?["key"] ?? "") {
            return volume
        }
        throw LibvirtError(
            .noVolume, "Storage volume not found: no storage vol with matching name '\(name)'", domain: .storage)
    }

    func noPool(_ name: String) -> LibvirtError {
        LibvirtError(.noPool, "Storage pool not found: no storage pool with matching name '\(name)'", domain: .storage)
    }

    /// VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA 1.
    func createVolume(_ call: LibvirtCall) throws -> [Element] {
        try call.check(1)
        let name = call.child("pool")?["name"] ?? ""
        guard let pool = pools.values.first(where: { $0.name == name || $0.uuid == call.child("pool")?["uuid"] }) else {
            throw noPool(name)
        }
        let xml = try call.xml()
        let volumeName = try newName(xml, in: pool)
        guard let capacity = xml.first("capacity").flatMap({ Size.bytes($0) }), capacity > 0 else {
            throw LibvirtError.xml("missing capacity element")
        }
        let allocation = min(capacity, xml.first("allocation").flatMap { Size.bytes($0) } ?? capacity)
        guard allocation <= pool.available else {
            throw LibvirtError(
                .system,
                "cannot allocate \(allocation) bytes in file '\(pool.target)/\(volumeName)': No space left on device",
                domain: .storage)
        }
        let url = pool.folder.appendingPathComponent(volumeName)
        switch xml.at("target", "format")?["type"] ?? "raw" {
        case "qcow2":
            let backing = xml.at("backingStore", "path")?.text.trimmed
            try StorageVolume.write(QCOW2(capacity: capacity, backing: backing), allocation: allocation, to: url)
        case "raw":
            guard allocation == 0 else {
                throw LibvirtError(
                    .configUnsupported, "unsupported configuration: raw volumes here are sparse", domain: .storage)
            }
            try NativeFile.write([], to: url)
            truncate(url.path, Int(capacity))
        case let format:
            throw LibvirtError(
                .configUnsupported, "unsupported configuration: unknown storage vol type '\(format)'", domain: .storage)
        }
        noteVolume(url, in: pool)
        return [.v("vol", ["pool": pool.name, "name": volumeName, "key": "\(pool.target)/\(volumeName)"])]
    }

    /// The name of a volume to be made.
    func newName(_ xml: Element, in pool: StoragePool) throws(LibvirtError) -> String {
        guard xml.name == "volume", let name = xml.first("name")?.text.trimmed, !name.isEmpty else {
            throw .xml("missing volume name element")
        }
        guard !name.contains("/"), !name.hasPrefix(".") else {
            throw LibvirtError(
                .xml, "XML error: volume name '\(name)' cannot contain '/' or begin with a dot", domain: .storage)
        }
        guard pool.volume(named: name) == nil else {
            throw LibvirtError(.volumeExists, "storage volume '\(name)' exists already", domain: .storage)
        }
        return name
    }

    /// Tells of a volume that is written, and of its pool's free room.
    func noteVolume(_ url: URL, in pool: StoragePool) {
        _ = store.noteVolume(url)
        announce.yield(.changed(reference("volume", "\(pool.target)/\(url.lastPathComponent)")))
        announce.yield(.changed(reference("pool", pool.uuid)))
    }

    func deleteVolume(_ call: LibvirtCall) throws {
        try call.check(3)
        try remove(try volume(call))
    }

    func remove(_ volume: StorageVolume) throws {
        _ = store.noteVolume(volume.url, removed: true)
        try FileManager.default.removeItem(at: volume.url)
        announce.yield(.removed(reference("volume", volume.path)))
        announce.yield(.changed(reference("pool", volume.poolUUID)))
        for domain in users(of: volume.path) { announce.yield(.changed(reference("domain", domain.uuid))) }
    }

    /// The domains that have a disk on a file.
    func users(of path: String) -> [Domain] {
        domains.values.filter { $0.present?.disks.contains { DomainXML.file(of: $0) == path } ?? false }
    }

    /// VIR_STORAGE_VOL_RESIZE_ALLOCATE 1, VIR_STORAGE_VOL_RESIZE_SHRINK 4.
    func resizeVolume(_ call: LibvirtCall) throws {
        try call.check(4)
        let volume = try volume(call)
        let capacity = Int64(try call.number("capacity"))
        guard capacity >= volume.capacity || call.flags & 4 != 0 else {
            throw LibvirtError(
                .invalidArgument,
                "invalid argument: Can't shrink capacity below current capacity unless shrink flag "
                    + "explicitly specified",
                domain: .storage)
        }
        try resize(volume, to: capacity)
        for domain in users(of: volume.path) { announce.yield(.changed(reference("domain", domain.uuid))) }
    }

    func resize(_ volume: StorageVolume, to capacity: Int64) throws {
        if volume.format == "qcow2" {
            let image = QCOW2(capacity: capacity, backing: volume.backing)
            try StorageVolume.write(image, allocation: min(volume.allocation, capacity), to: volume.url)
        } else {
            truncate(volume.url.path, Int(capacity))
        }
        if let pool = pools[volume.poolUUID] { noteVolume(volume.url, in: pool) }
    }
}
