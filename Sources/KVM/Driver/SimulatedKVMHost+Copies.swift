import Foundation
import Simulator
import XML

extension SimulatedKVMHost {
    /// storageVolCreateXMLFrom: a copy of a volume and of all that it is based on.
    /// VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA 1, VIR_STORAGE_VOL_CREATE_REFLINK 2.
    func createVolume(from call: LibvirtCall) throws -> [Element] {
        try call.check(3)
        let origin = try volume(call, "clonevol")
        let name = call.child("pool")?["name"] ?? ""
        guard let pool = pools.values.first(where: { $0.name == name || $0.uuid == call.child("pool")?["uuid"] }) else {
            throw noPool(name)
        }
        let xml = try call.xml()
        let volumeName = try newName(xml, in: pool)
        // A copy is never smaller than what it is of.
        let capacity = max(origin.capacity, xml.first("capacity").flatMap { Size.bytes($0) } ?? 0)
        let asked = xml.first("allocation").flatMap { Size.bytes($0) } ?? capacity
        let isPlain = origin.format == "qcow2" && origin.backing == nil && capacity == origin.capacity
        let allocation = min(capacity, max(asked, isPlain ? origin.written : allocation(of: origin)))
        guard allocation <= pool.available else {
            throw LibvirtError(
                .system,
                "cannot allocate \(allocation) bytes in file '\(pool.target)/\(volumeName)': No space left on device",
                domain: .storage)
        }
        let url = pool.folder.appendingPathComponent(volumeName)
        if xml.at("target", "format")?["type"] == "qcow2", isPlain {
            try LocalFile.copy(origin.url, to: url)
            truncate(url.path, Int(allocation))
        } else if xml.at("target", "format")?["type"] == "qcow2" {
            try StorageVolume.write(QCOW2(capacity: capacity), allocation: allocation, to: url)
        } else if origin.format == "qcow2" {
            try NativeFile.write([], to: url)
            truncate(url.path, Int(capacity))
        } else {
            try LocalFile.copy(origin.url, to: url)
        }
        noteVolume(url, in: pool)
        return [.v("vol", ["pool": pool.name, "name": volumeName, "key": "\(pool.target)/\(volumeName)"])]
    }

    /// Bytes that an image takes together with those below it.
    private func allocation(of volume: StorageVolume) -> Int64 {
        var sum: Int64 = 0
        var next: StorageVolume? = volume
        for _ in 0..<64 {
            guard let current = next else { break }
            sum += current.allocation
            next = current.backing.flatMap { self.volume(at: $0) }
        }
        return sum
    }
}
