import Foundation
import Simulator
import XML

/// A directory pool and its volumes. Its folder stands for the target path that clients see.
struct StoragePool: Sendable {
    /// `storage/NAME.xml`; `allocation` is what others than the volumes here use.
    var element: Element
    var folder: URL

    var name: String { element.first("name")?.text.trimmed ?? "" }
    var uuid: String { element.first("uuid")?.text.trimmed.lowercased() ?? "" }
    var target: String { element.at("target", "path")?.text.trimmed ?? "" }
    private var capacity: Int64 { element.first("capacity").flatMap { Size.bytes($0) } ?? 0 }
    private var used: Int64 { element.first("allocation").flatMap { Size.bytes($0) } ?? 0 }

    var volumes: [StorageVolume] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { volume(named: $0) }
    }

    func volume(named name: String) -> StorageVolume? {
        StorageVolume(pool: self, name: name)
    }

    /// The volume that a path on the host names.
    func volume(at path: String) -> StorageVolume? {
        guard path.hasPrefix(target + "/") else { return nil }
        return volume(named: String(path.dropFirst(target.utf8.count + 1)))
    }

    /// Bytes.
    var available: Int64 { max(0, capacity - used - volumes.reduce(0) { $0 + $1.allocation }) }

    /// The pool's XML with sizes of this moment.
    var document: Element {
        var copy = element
        let available = self.available
        for (name, value) in [("capacity", capacity), ("allocation", capacity - available), ("available", available)] {
            copy.replaceFirst(name, with: Element(name, attributes: ["unit": "bytes"], text: String(value)))
        }
        return copy
    }
}

/// A volume: the header of an image, and a file size that stands for its allocation.
struct StorageVolume: Sendable {
    var pool: String
    var poolUUID: String
    var name: String
    /// Also libvirt's key of the volume.
    var path: String
    /// Bytes.
    var capacity: Int64
    /// Bytes.
    var allocation: Int64
    var format: String
    var backing: String?
    var url: URL

    /// nil if the pool has no such file.
    init?(pool: StoragePool, name: String) {
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/") else { return nil }
        let url = pool.folder.appendingPathComponent(name)
        var status = stat()
        guard stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let file = FileHandle(forReadingAtPath: url.path)
        else { return nil }
        defer { try? file.close() }
        let header = (try? file.read(upToCount: 4096)).flatMap { $0 } ?? Data()
        self.pool = pool.name
        poolUUID = pool.uuid
        self.name = name
        path = pool.target + "/" + name
        self.url = url
        if let image = QCOW2(Array(header)) {
            capacity = image.capacity
            allocation = Int64(status.st_size)
            backing = image.backing
            format = "qcow2"
        } else {
            capacity = Int64(status.st_size)
            allocation = Int64(status.st_blocks) * 512
            format = name.hasSuffix(".iso") ? "iso" : "raw"
        }
    }

    /// Bytes up to where the image's file has nothing but a hole any more.
    var written: Int64 {
        let descriptor = open(url.path, O_RDONLY)
        guard descriptor >= 0 else { return allocation }
        defer { close(descriptor) }
        let (seekData, seekHole): (Int32, Int32) = (3, 4)
        var end: Int64 = 0
        while true {
            let data = lseek(descriptor, off_t(end), seekData)
            guard data >= 0 else { return end }
            let hole = lseek(descriptor, data, seekHole)
            guard hole > data else { return allocation }
            end = Int64(hole)
        }
    }

    var document: Element {
        var volume = Element("volume", attributes: ["type": "file"])
        volume.append(Element("name", text: name))
        volume.append(Element("key", text: path))
        volume.append(Element("capacity", attributes: ["unit": "bytes"], text: String(capacity)))
        volume.append(Element("allocation", attributes: ["unit": "bytes"], text: String(allocation)))
        var target = Element("target")
        target.append(Element("path", text: path))
        target.append(Element("format", attributes: ["type": format]))
        volume.append(target)
        if let backing { volume.append(Element("backingStore", children: [.element(Element("path", text: backing))])) }
        return volume
    }

    /// Writes a QCOW2 image whose file is as long as it is allocated, without taking that room on the disk.
    static func write(_ image: QCOW2, allocation: Int64, to url: URL) throws {
        let bytes = image.bytes
        try NativeFile.write(bytes, to: url)
        if allocation > Int64(bytes.count) { truncate(url.path, Int(allocation)) }
    }
}
