import Foundation
import Simulator
import XML

/// The folders of a simulated libvirt host and the files in them. It knows what it wrote itself, so that a change from
/// outside can be told.
struct KVMDataStore: Sendable {
    let directory: URL
    /// What each file was when it was last read or written here.
    private var known: [String: Int] = [:]

    init(_ directory: URL) throws {
        // A symbolic link on the way would make two names of one file.
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        self.directory = directory.resolvingSymlinksInPath()
        for folder in folders { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    }

    var configurations: URL { directory.appendingPathComponent("qemu") }
    var statuses: URL { directory.appendingPathComponent("run/qemu") }
    /// Links to the configurations of those that are started with the host.
    var autostarts: URL { directory.appendingPathComponent("qemu/autostart") }
    var images: URL { directory.appendingPathComponent("qemu/save") }
    var snapshots: URL { directory.appendingPathComponent("qemu/snapshot") }
    var networks: URL { directory.appendingPathComponent("qemu/networks") }
    var pools: URL { directory.appendingPathComponent("storage") }
    var node: URL { directory.appendingPathComponent("node.xml") }
    var folders: [URL] { [configurations, autostarts, statuses, images, snapshots, networks, pools] }

    /// The folder that stands for a pool's target path.
    func volumes(ofPool name: String) -> URL { directory.appendingPathComponent("volumes/\(name)") }
    func configuration(of name: String) -> URL { configurations.appendingPathComponent("\(name).xml") }
    func status(of name: String) -> URL { statuses.appendingPathComponent("\(name).xml") }
    func image(of name: String) -> URL { images.appendingPathComponent("\(name).save") }
    func snapshots(of name: String) -> URL { snapshots.appendingPathComponent(name) }
    func snapshot(_ snapshot: String, of name: String) -> URL {
        snapshots(of: name).appendingPathComponent("\(snapshot).xml")
    }

    private func autostart(of name: String) -> URL { autostarts.appendingPathComponent("\(name).xml") }

    func hasAutostart(_ name: String) -> Bool {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: autostart(of: name).path)) != nil
    }

    func setAutostart(_ name: String, _ isOn: Bool) throws {
        guard isOn != hasAutostart(name) else { return }
        if isOn {
            try FileManager.default.createSymbolicLink(
                atPath: autostart(of: name).path, withDestinationPath: "../\(name).xml")
        } else {
            try FileManager.default.removeItem(at: autostart(of: name))
        }
    }

    /// The names of a folder's files with an extension, which is cut off; oldest change first.
    func names(in folder: URL, extension suffix: String = "xml") -> [String] {
        let keys: [URLResourceKey] = [.contentModificationDateKey]
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: keys)) ?? []
        func date(_ url: URL) -> Date {
            (try? url.resourceValues(forKeys: Set(keys)))?.contentModificationDate ?? .distantPast
        }
        return files.filter { $0.pathExtension == suffix && !$0.lastPathComponent.hasPrefix(".") }
            .map { (date($0), $0.deletingPathExtension().lastPathComponent) }
            .sorted { $0 < $1 }.map(\.1)
    }

    mutating func read(_ url: URL) throws -> [UInt8] {
        let bytes = try NativeFile.read(url)
        known[url.path] = bytes.hashValue
        return bytes
    }

    mutating func write(_ bytes: [UInt8], to url: URL) throws {
        let before = known.updateValue(bytes.hashValue, forKey: url.path)
        do {
            try NativeFile.write(bytes, to: url)
        } catch {
            known[url.path] = before
            throw error
        }
    }

    /// Removes a file or folder that may be gone already.
    mutating func remove(_ url: URL) throws {
        known[url.path] = nil
        if known.keys.contains(where: { $0.hasPrefix(url.path + "/") }) {
            known = known.filter { !$0.key.hasPrefix(url.path + "/") }
        }
        if FileManager.default.fileExists(atPath: url.path) { try FileManager.default.removeItem(at: url) }
    }

    mutating func move(_ url: URL, to target: URL) throws {
        guard FileManager.default.fileExists(atPath: url.path) else { return }
        for path in known.keys where path == url.path || path.hasPrefix(url.path + "/") {
            known[target.path + path.dropFirst(url.path.utf8.count)] = known[path]
            known[path] = nil
        }
        try FileManager.default.moveItem(at: url, to: target)
    }

    /// What somebody else did to a file since it was last read or written here.
    enum OutsideChange {
        case none, changed([UInt8]), removed
    }

    mutating func outsideChange(of url: URL) -> OutsideChange {
        guard let bytes = try? NativeFile.read(url) else {
            return known.removeValue(forKey: url.path) == nil ? .none : .removed
        }
        return known.updateValue(bytes.hashValue, forKey: url.path) == bytes.hashValue ? .none : .changed(bytes)
    }

    /// The same for an image, of which only header and size count.
    mutating func noteVolume(_ url: URL, removed: Bool = false) -> Bool {
        var status = stat()
        guard !removed, stat(url.path, &status) == 0 else { return known.removeValue(forKey: url.path) != nil }
        let header = FileHandle(forReadingAtPath: url.path).flatMap { try? $0.read(upToCount: 512) } ?? Data()
        var hasher = Hasher()
        hasher.combine(Array(header))
        hasher.combine(status.st_size)
        let digest = hasher.finalize()
        return known.updateValue(digest, forKey: url.path) != digest
    }
}
