import Foundation
import Simulator

/// Checkpoints. Each freezes the files that the machine has; the machine goes on in differencing files.
extension SimulatedHyperVHost {
    /// Msvm_VirtualSystemSnapshotService.CreateSnapshot. SnapshotType 2 holds the memory of a machine that has one,
    /// unless it is made consistent with the guest's help (ConsistencyLevel 1); 3 is of disks only.
    func createSnapshot(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("AffectedSystem", "SnapshotSettings", "SnapshotType", "ResultingSnapshot")
        var configuration = try machine(call.reference("AffectedSystem"))
        let machine = configuration.guid
        let type = Int(try call.text("SnapshotType"))
        guard type == 2 || type == 3 else { throw .parameter("SnapshotType", "There is no such type of checkpoints.") }
        let settings = call.input.instances("SnapshotSettings").first
        if let settings { try Schema.check(settings, "Msvm_VirtualSystemSnapshotSettingData") }
        let consistent = settings?.integer("ConsistencyLevel") == 1
        let state = monitor.state(of: machine) ?? .off
        if consistent, state == .running, !monitor.guestIsUp(machine) {
            throw NativeFault(.notAvailable, "A consistent checkpoint needs the guest's integration services.")
        }
        let saved = type == 2 && !consistent && (state == .running || state == .paused || state == .suspended)
        let guid = UUID().uuidString
        let now = Date()
        let checkpoint = Configuration.checkpoint(
            of: configuration, guid: guid, name: "\(configuration.name) - (\(Timestamp.text(now)))",
            created: Timestamp.text(now), saved: saved)
        try branch(&configuration, checkpoint: guid)
        var system = configuration.system
        system.replace("Parent", with: [Value("Parent", path: .setting(system.className, "Microsoft:\(guid)"))])
        configuration.system = system
        try saveCheckpoint(checkpoint)
        try save(configuration)
        return Outcome(
            values: [Value("ResultingSnapshot", path: .setting(system.className, "Microsoft:\(guid)"))], isJob: true)
    }

    /// Gives each disk of a machine a new differencing file on top of the one it has.
    private func branch(_ configuration: inout Configuration, checkpoint: String) throws(NativeFault) {
        for image in configuration.hardDisks {
            guard let path = image["HostResource"] else { continue }
            let file = try disk(path)
            let top = unusedPath(Configuration.differencingPath(of: path, checkpoint: checkpoint))
            guard let url = volumes.url(top) else { throw .parameter("HostResource", "\(top) is no path.") }
            let difference = VirtualHardDisk(
                type: VirtualHardDisk.differencing, format: file.format, size: file.size, parent: path)
            try written { try difference.write(to: url) }
            configuration.update(image.instanceID) { $0["HostResource"] = top }
        }
    }

    /// A second branch of one checkpoint has files of its own.
    private func unusedPath(_ path: String) -> String {
        guard let url = volumes.url(path), FileManager.default.fileExists(atPath: url.path) else { return path }
        return Configuration.differencingPath(of: path, checkpoint: UUID().uuidString)
    }

    /// ApplySnapshot: settings and disks as they were. What the machine did since the last checkpoint is lost.
    func applySnapshot(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("Snapshot", "SnapshotSettingData")
        let checkpoint = try checkpoint(call.reference("Snapshot"))
        let old = try machine(checkpoint.machine)
        let state = state(of: old)
        guard state == 3 || state == 6 else {
            throw .state(state, "A checkpoint cannot be applied while the virtual machine is running.")
        }
        var configuration = old
        configuration.settings = checkpoint.settings(ofOwner: checkpoint.guid, as: old.guid)
        var system = configuration.system
        for name in ["ElementName", "VirtualSystemType", "CreationTime", "ConfigurationFile", "Notes", "IsSaved"] {
            system.replace(name, with: old.system.values.filter { $0.name == name })
        }
        system.replace(
            "Parent", with: [Value("Parent", path: .setting(system.className, "Microsoft:\(checkpoint.guid)"))])
        configuration.system = system
        try branch(&configuration, checkpoint: checkpoint.guid)
        let saved = checkpoint.system.isTrue("IsSaved")
        let before = monitor
        monitor.adopt(old.guid, state: saved ? .suspended : .off, memoryMiB: configuration.memoryMiB)
        do {
            try save(stateKept(configuration))
        } catch {
            monitor = before
            throw error
        }
        for path in old.hardDisks.compactMap({ $0["HostResource"] }) { deleteDifference(path) }
        return Outcome(isJob: true)
    }

    /// Deletes a differencing file that nothing uses any more.
    private func deleteDifference(_ path: String) {
        guard let url = volumes.url(path), let file = try? VirtualHardDisk(reading: url),
            file.type == VirtualHardDisk.differencing, users(of: path).isEmpty
        else { return }
        for record in checkpoints.values {
            guard let configuration = try? Configuration(parsing: record.bytes) else { return }
            if configuration.hardDisks.contains(where: { $0["HostResource"]?.caseInsensitiveEquals(path) == true }) {
                return
            }
        }
        try? FileManager.default.removeItem(at: url)
    }

    /// DestroySnapshot, and DestroySnapshotTree with all that came after it. The machine may run: its disks are merged.
    func destroySnapshot(_ call: Invocation, tree: Bool) throws(NativeFault) -> Outcome {
        let parameter = tree ? "SnapshotSettingData" : "AffectedSnapshot"
        try call.allow(parameter)
        let checkpoint = try checkpoint(call.reference(parameter))
        var configuration = try machine(checkpoint.machine)
        for victim in tree ? descendants(of: checkpoint) : [checkpoint] {
            try remove(victim, of: &configuration)
        }
        announce(checkpoint.machine)
        return Outcome(isJob: true)
    }

    /// A checkpoint and those below it, the lowest first.
    private func descendants(of checkpoint: Configuration) -> [Configuration] {
        let all = checkpoints(of: checkpoint.machine)
        func below(_ guid: String) -> [Configuration] {
            all.filter { $0.parentCheckpoint == guid && $0.guid != guid }.flatMap { below($0.guid) + [$0] }
        }
        return below(checkpoint.guid) + [checkpoint]
    }

    /// Removes one checkpoint: those after it and the machine follow the one before, and files that only one other is
    /// based on are merged.
    func remove(_ victim: Configuration, of machine: inout Configuration) throws(NativeFault) {
        let key = "Microsoft:\(victim.guid)"
        // Another removal may have moved its files.
        let victim = checkpoint(victim.guid) ?? victim
        let parent = victim.system.references("Parent").map { Value("Parent", path: $0) }
        var others = checkpoints(of: machine.guid).filter { $0.guid != victim.guid }
        for index in others.indices
        where others[index].system.reference("Parent")?["InstanceID"]?.caseInsensitiveEquals(key) == true {
            var system = others[index].system
            system.replace("Parent", with: parent)
            others[index].system = system
        }
        if machine.system.reference("Parent")?["InstanceID"]?.caseInsensitiveEquals(key) == true {
            var system = machine.system
            system.replace("Parent", with: parent)
            machine.system = system
        }
        let merged = merge(victim, into: &machine, &others)
        for other in others where other != checkpoint(other.guid) { try saveCheckpoint(other) }
        try save(machine)
        try removeCheckpoint(victim.guid)
        for url in merged { try? FileManager.default.removeItem(at: url) }
    }

    /// Points the users of each file on top of the checkpoint's to the checkpoint's own.
    /// - Returns: the files that are not needed any more.
    private func merge(
        _ victim: Configuration, into machine: inout Configuration, _ others: inout [Configuration]
    ) -> [URL] {
        var unneeded: [URL] = []
        for frozen in victim.hardDisks.compactMap({ $0["HostResource"] }) {
            let used = ([machine] + others).flatMap { $0.hardDisks.compactMap { $0["HostResource"] } }
            if used.contains(where: { $0.caseInsensitiveEquals(frozen) }) { continue }
            let tops = Set(
                used.filter { path in
                    let file = volumes.url(path).flatMap { try? VirtualHardDisk(reading: $0) }
                    return file?.parent?.caseInsensitiveEquals(frozen) == true
                })
            if tops.isEmpty, let url = volumes.url(frozen), let file = try? VirtualHardDisk(reading: url),
                file.type == VirtualHardDisk.differencing
            {
                unneeded.append(url)
            }
            guard tops.count == 1, let top = tops.first, let url = volumes.url(top) else { continue }
            for path in used {
                guard let child = volumes.url(path), var file = try? VirtualHardDisk(reading: child),
                    file.parent?.caseInsensitiveEquals(top) == true
                else { continue }
                file.parent = frozen
                try? file.write(to: child)
            }
            machine.moveImages(from: top, to: frozen)
            for index in others.indices { others[index].moveImages(from: top, to: frozen) }
            unneeded.append(url)
        }
        return unneeded
    }
}

extension Configuration {
    fileprivate mutating func moveImages(from path: String, to other: String) {
        for image in hardDisks where image["HostResource"]?.caseInsensitiveEquals(path) == true {
            update(image.instanceID) { $0["HostResource"] = other }
        }
    }
}
