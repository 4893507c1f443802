import Foundation
import XML

extension SimulatedESXiHost {
    /// Merges every disk that nobody needs as it was into what was built on it, then takes the machine over.
    ///
    /// A file that neither the machine nor a snapshot has is superfluous: with nothing built on it, it goes; with one
    /// file built on it, that one's data go into it and it takes that one's place; with more, it stays.
    ///
    /// - Parameters:
    ///   - machine: as its files are now.
    ///   - before: as it was before snapshots were removed or left.
    func consolidate(_ machine: ESXiMachine, before: ESXiMachine) throws {
        var vmx = machine.vmx
        var snapshots = machine.snapshots
        var merged: [(child: DatastorePath, into: DatastorePath)] = []
        var superfluous: [DatastorePath] = []
        let known = Set(files(before.vmx, before.snapshots, beside: before.path))
        var parents = deltaParents(of: known.union(files(vmx, snapshots, beside: machine.path)))
        var changed = true
        while changed {
            changed = false
            let used = Set(files(vmx, snapshots, beside: machine.path))
            let bases = Set(parents.values)
            for file in Set(parents.keys).union(bases).sorted(by: { $0.path < $1.path }) where !used.contains(file) {
                let children = parents.filter { $0.value == file }.map(\.key)
                if children.isEmpty, parents[file] != nil {
                    superfluous.append(file)
                    parents[file] = nil
                } else if children.count == 1, let child = children.first,
                    known.contains(file) || file.directory == child.directory {
                    merged.append((child, file))
                    replace(child, by: file, &vmx, &snapshots, beside: machine.path)
                    parents[child] = nil
                    for grandchild in parents.filter({ $0.value == child }).keys { parents[grandchild] = file }
                } else {
                    continue
                }
                changed = true
                break
            }
        }
        // Who points where first, then the files that nothing points to any more.
        for (child, parent) in parents {
            guard var descriptor = store.readDescriptor(child),
                descriptor.parent != parent.fileName(beside: child)
            else { continue }
            descriptor.rebase(on: parent.fileName(beside: child))
            try store.write(descriptor.text, to: child)
        }
        if vmx != machine.vmx { try store.write(vmx.text, to: machine.path) }
        if snapshots != machine.snapshots { try store.write(snapshots.text, to: machine.snapshotFile) }
        for file in superfluous + merged.map(\.child) { store.remove(flatOf: file) }
        adopt(store.machine(machine.id, machine.path, vmx))
        announce(machine.id)
    }

    /// Which file each of those deltas, and each one below them, is based on.
    private func deltaParents(of files: Set<DatastorePath>) -> [DatastorePath: DatastorePath] {
        var parents: [DatastorePath: DatastorePath] = [:]
        var pending = Array(files)
        var seen: Set<DatastorePath> = []
        while let file = pending.popLast() {
            guard seen.insert(file).inserted, let name = store.readDescriptor(file)?.parent,
                let parent = DatastorePath(fileName: name, beside: file)
            else { continue }
            parents[file] = parent
            pending.append(parent)
        }
        return parents
    }

    private func files(
        _ vmx: VMXDictionary, _ snapshots: ESXiSnapshots, beside path: DatastorePath
    ) -> [DatastorePath] {
        let current = ESXiMachine.storageSlots(vmx).filter { !$0.isCD }.compactMap { vmx["\($0.slot).fileName"] }
        let frozen = snapshots.snapshots.flatMap { $0.disks.map(\.fileName) }
        return (current + frozen).compactMap { DatastorePath(fileName: $0, beside: path) }
    }

    private func replace(
        _ old: DatastorePath, by new: DatastorePath, _ vmx: inout VMXDictionary, _ snapshots: inout ESXiSnapshots,
        beside path: DatastorePath
    ) {
        let name = new.fileName(beside: path)
        for (slot, isCD) in ESXiMachine.storageSlots(vmx) where !isCD {
            if DatastorePath(fileName: vmx["\(slot).fileName"] ?? "", beside: path) == old {
                vmx["\(slot).fileName"] = name
            }
        }
        for index in snapshots.snapshots.indices {
            for disk in snapshots.snapshots[index].disks.indices
            where DatastorePath(fileName: snapshots.snapshots[index].disks[disk].fileName, beside: path) == old {
                snapshots.snapshots[index].disks[disk].fileName = name
            }
        }
    }
}

extension ESXiMachine {
    var snapshotFile: DatastorePath { path.sibling(path.stem + ".vmsd") }

    func isIndependent(_ slot: DeviceSlot) -> Bool {
        vmx["\(slot).mode"]?.lowercased().hasPrefix("independent") == true
    }
}
