import Foundation

/// A snapshot of a .vmsd file.
struct ESXiSnapshot: Sendable, Hashable {
    /// A disk as the snapshot froze it.
    struct Disk: Sendable, Hashable {
        /// As the .vmsd file names it.
        var fileName: String
        /// `scsi0:0`.
        var node: String
    }

    var uid: Int
    /// The uid of the snapshot that this one was made after; nil for the first.
    var parent: Int?
    var name: String
    var description: String
    /// The .vmsn file.
    var fileName: String
    /// Microseconds since 1970.
    var created: Int64
    /// What the machine is in after a revert: the entry `type` of the file.
    var power: ESXiPowerState
    var disks: [Disk]
    /// Entries that we do not know, without their prefix.
    var extras: [Extra] = []

    struct Extra: Sendable, Hashable {
        var key: String
        var value: String
    }
}

/// The snapshots of a machine: its .vmsd file.
struct ESXiSnapshots: Sendable, Hashable {
    var snapshots: [ESXiSnapshot] = []
    /// The uid of the snapshot that the machine runs on.
    var current: Int?
    var lastUID = 0
    private var rest = VMXDictionary()

    init() {}

    init(parsing bytes: some Sequence<UInt8>) {
        rest = VMXDictionary(parsing: bytes)
        lastUID = rest.number("snapshot.lastUID") ?? 0
        current = rest.number("snapshot.current").flatMap { $0 > 0 ? $0 : nil }
        for index in 0..<min(4096, max(0, rest.number("snapshot.numSnapshots") ?? 0)) {
            if let snapshot = ESXiSnapshot(rest, prefix: "snapshot\(index).") { snapshots.append(snapshot) }
        }
        rest.removeAll { $0.range(of: "^snapshot[0-9]+\\.", options: .regularExpression) != nil }
        // A parent that is not there, or a cycle, would hide snapshots: they are roots then.
        for index in snapshots.indices where !reachesRoot(snapshots[index]) { snapshots[index].parent = nil }
        if snapshots.allSatisfy({ $0.uid != current }) { current = nil }
        lastUID = max(lastUID, snapshots.map(\.uid).max() ?? 0)
    }

    /// The text of the .vmsd file.
    var text: String {
        var file = rest
        if file[".encoding"] == nil { file[".encoding"] = "UTF-8" }
        file["snapshot.lastUID"] = String(lastUID)
        file["snapshot.current"] = String(current ?? 0)
        for (index, snapshot) in snapshots.enumerated() { snapshot.write(to: &file, prefix: "snapshot\(index).") }
        file["snapshot.numSnapshots"] = String(snapshots.count)
        return file.text
    }

    subscript(uid: Int) -> ESXiSnapshot? { snapshots.first { $0.uid == uid } }

    func children(of uid: Int?) -> [ESXiSnapshot] { snapshots.filter { $0.parent == uid } }

    /// A snapshot and all below it.
    func subtree(_ uid: Int) -> [Int] {
        [uid] + children(of: uid).flatMap { subtree($0.uid) }
    }

    mutating func add(_ make: (_ uid: Int, _ parent: Int?) -> ESXiSnapshot) -> ESXiSnapshot {
        lastUID += 1
        let snapshot = make(lastUID, current)
        snapshots.append(snapshot)
        current = lastUID
        return snapshot
    }

    /// Takes a snapshot out; those below it become its parent's.
    mutating func remove(_ uid: Int) {
        guard let removed = self[uid] else { return }
        snapshots.removeAll { $0.uid == uid }
        for index in snapshots.indices where snapshots[index].parent == uid { snapshots[index].parent = removed.parent }
        if current == uid { current = removed.parent }
    }

    private func reachesRoot(_ snapshot: ESXiSnapshot) -> Bool {
        var seen: Set<Int> = []
        var next: ESXiSnapshot? = snapshot
        while let here = next {
            guard let parent = here.parent else { return true }
            guard seen.insert(here.uid).inserted else { return false }
            next = self[parent]
        }
        return false
    }
}

extension ESXiSnapshot {
    fileprivate init?(_ file: VMXDictionary, prefix: String) {
        guard let uid = file.number(prefix + "uid"), uid > 0 else { return nil }
        self.uid = uid
        parent = file.number(prefix + "parent").flatMap { $0 > 0 ? $0 : nil }
        name = file[prefix + "displayName"] ?? ""
        description = file[prefix + "description"] ?? ""
        fileName = file[prefix + "filename"] ?? ""
        let high = Int64(file.number(prefix + "createTimeHigh") ?? 0)
        let low = Int64(UInt32(truncatingIfNeeded: file.number(prefix + "createTimeLow") ?? 0))
        created = high << 32 | low
        power = switch file[prefix + "type"] {
        case "1": .poweredOn
        case "2": .suspended
        default: .poweredOff
        }
        disks = (0..<min(256, max(0, file.number(prefix + "numDisks") ?? 0))).compactMap { index in
            guard let name = file["\(prefix)disk\(index).fileName"], let node = file["\(prefix)disk\(index).node"]
            else { return nil }
            return Disk(fileName: name, node: node)
        }
        let known = Set(["uid", "parent", "displayname", "description", "filename", "createtimehigh", "createtimelow",
            "type", "numdisks"])
        for (key, value) in file.entries where key.lowercased().hasPrefix(prefix) {
            let suffix = String(key.dropFirst(prefix.count))
            let lower = suffix.lowercased()
            let isDisk = lower.hasPrefix("disk") && (lower.hasSuffix(".filename") || lower.hasSuffix(".node"))
            if !known.contains(lower), !isDisk { extras.append(Extra(key: suffix, value: value)) }
        }
    }

    fileprivate func write(to file: inout VMXDictionary, prefix: String) {
        file[prefix + "uid"] = String(uid)
        file[prefix + "filename"] = fileName
        if let parent { file[prefix + "parent"] = String(parent) }
        file[prefix + "displayName"] = name
        if !description.isEmpty { file[prefix + "description"] = description }
        switch power {
        case .poweredOff: break
        case .poweredOn: file[prefix + "type"] = "1"
        case .suspended: file[prefix + "type"] = "2"
        }
        file[prefix + "createTimeHigh"] = String(created >> 32)
        file[prefix + "createTimeLow"] = String(Int32(truncatingIfNeeded: created))
        file[prefix + "numDisks"] = String(disks.count)
        for (index, disk) in disks.enumerated() {
            file["\(prefix)disk\(index).fileName"] = disk.fileName
            file["\(prefix)disk\(index).node"] = disk.node
        }
        for extra in extras { file[prefix + extra.key] = extra.value }
    }
}
