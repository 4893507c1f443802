import Foundation
import Hosts
import Logging
import Simulator
import XML

/// Snapshots (src/qemu/qemu_snapshot.c): internal ones keep the definition and state, external ones put an overlay on
/// each disk's image.
extension SimulatedKVMHost {
    /// Oldest first. A broken file is logged and left out.
    func snapshots(of domain: Domain) -> [DomainSnapshot] {
        var snapshots: [DomainSnapshot] = []
        for name in store.names(in: store.snapshots(of: domain.name)) {
            do {
                let element = try LibvirtFile.parse(try NativeFile.read(store.snapshot(name, of: domain.name)))
                guard element.name == "domainsnapshot", element.first("name") != nil else {
                    throw LibvirtError.xml("no snapshot")
                }
                snapshots.append(DomainSnapshot(element))
            } catch {
                logger.error(
                    "a snapshot's file is broken and left out",
                    metadata: ["domain": "\(domain.name)", "snapshot": "\(name)", "error": "\(error)"])
            }
        }
        return snapshots.sorted { ($0.created, $0.name) < ($1.created, $1.name) }
    }

    private func snapshot(_ call: LibvirtCall, of domain: Domain) throws(LibvirtError) -> DomainSnapshot {
        guard let found = snapshots(of: domain).first(where: { $0.name == call.snapshot }) else {
            throw LibvirtError(
                .noSnapshot, "Domain snapshot not found: no domain snapshot with matching name '\(call.snapshot)'",
                domain: .snapshot)
        }
        return found
    }

    private func save(_ snapshot: DomainSnapshot, of domain: Domain) throws {
        let folder = store.snapshots(of: domain.name)
        if !exists(folder) {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            watcher.watch(folder)
        }
        try store.write(
            LibvirtFile.bytes(snapshot.element, command: "snapshot-edit", name: domain.name),
            to: store.snapshot(snapshot.name, of: domain.name))
    }

    /// Makes one snapshot the current one, none if the name is nil.
    private func setCurrent(_ name: String?, of domain: Domain) throws {
        for var snapshot in snapshots(of: domain) where snapshot.isCurrent != (snapshot.name == name) {
            snapshot.isCurrent = snapshot.name == name
            try save(snapshot, of: domain)
        }
    }

    /// REDEFINE 1: the definition of a snapshot that is there is replaced; its domain and its being current stay.
    private func redefineSnapshot(_ call: LibvirtCall) throws -> [Element] {
        let domain = try domain(of: call)
        let xml = try call.xml("xml_desc")
        let name = xml.first("name")?.text.trimmed ?? ""
        guard let old = snapshots(of: domain).first(where: { $0.name == name }) else {
            throw LibvirtError.xml("missing snapshot to redefine: \(name)")
        }
        guard xml.first("state")?.text.trimmed == old.state, xml.at("parent", "name")?.text.trimmed == old.parent else {
            throw LibvirtError.argument("cannot change the state or the parent of snapshot \(name)")
        }
        var snapshot = old
        snapshot.element.set("description", xml.first("description")?.text)
        try save(snapshot, of: domain)
        put(domain)
        return [.v("snap", ["name": name], [dom(domain)])]
    }

    /// REDEFINE 1, DISK_ONLY 16, QUIESCE 64, ATOMIC 128.
    func createSnapshot(_ call: LibvirtCall) throws -> [Element] {
        if call.flags == 1 { return try redefineSnapshot(call) }
        try call.check(16 | 64 | 128)
        var domain = try domain(of: call)
        guard let present = domain.present else { throw LibvirtError.invalid("domain is not persistent") }
        let xml = try call.xml("xml_desc")
        let existing = snapshots(of: domain)
        let name = xml.first("name")?.text.trimmed ?? ""
        let chosen = name.isEmpty ? String(Int(Date().timeIntervalSince1970)) : name
        guard !chosen.contains("/"), !chosen.hasPrefix(".") else {
            throw LibvirtError.xml("invalid snapshot name '\(chosen)': name can't contain '/' or begin with '.'")
        }
        guard !existing.contains(where: { $0.name == chosen }) else {
            throw LibvirtError(
                .internalError, "internal error: unexpected domain moment '\(chosen)' already exists", domain: .snapshot
            )
        }
        if call.flags & 64 != 0 {
            guard call.flags & 16 != 0 else { throw LibvirtError.argument("quiesce requires disk-only flag") }
            guard domain.state == .running, monitor.guestIsUp(domain.uuid, now: Date()), present.hasAgentChannel else {
                throw LibvirtError(
                    .agentUnresponsive, "Guest agent is not responding: QEMU guest agent is not connected")
            }
        }
        let isExternal = call.flags & 16 != 0
        var snapshot = DomainSnapshot(
            name: chosen, description: xml.first("description")?.text,
            state: isExternal && domain.isActive ? "disk-snapshot" : domain.state?.rawValue ?? "shutoff",
            created: Date(),
            parent: existing.first(where: \.isCurrent)?.name, domain: present)
        if isExternal {
            snapshot.element.append(try overlay(&domain, named: chosen))
        } else if let raw = present.disks.first(where: { isWritten($0) && $0.first("driver")?["type"] != "qcow2" }) {
            throw LibvirtError(
                .configUnsupported,
                "unsupported configuration: internal snapshot for disk \(DomainXML.target(of: raw)) "
                    + "unsupported for storage type "
                    + (raw.first("driver")?["type"] ?? "raw"))
        }
        try save(snapshot, of: domain)
        try setCurrent(chosen, of: domain)
        put(domain)
        return [.v("snap", ["name": chosen], [dom(domain)])]
    }

    /// A disk that snapshots are taken of.
    private func isWritten(_ disk: Element) -> Bool {
        (disk["device"] ?? "disk") == "disk" && disk["snapshot"] != "no" && disk.first("readonly") == nil
    }

    /// Puts a new image on each disk's present one and returns the snapshot's `<disks>`.
    private func overlay(_ domain: inout Domain, named name: String) throws -> Element {
        var disks = Element("disks")
        var files: [String: String] = [:]
        for disk in (domain.present?.disks ?? []) where isWritten(disk) {
            guard let file = DomainXML.file(of: disk), let base = volume(at: file), let pool = pools[base.poolUUID]
            else {
                throw LibvirtError(
                    .configUnsupported, "unsupported configuration: external snapshot for a disk outside of all pools")
            }
            let stem = base.url.deletingPathExtension().lastPathComponent
            let url = pool.folder.appendingPathComponent("\(stem).\(name)")
            guard pool.volume(named: url.lastPathComponent) == nil else {
                throw LibvirtError(
                    .configUnsupported,
                    "unsupported configuration: external snapshot file for disk \(DomainXML.target(of: disk)) "
                        + "already exists: "
                        + "\(pool.target)/\(url.lastPathComponent)")
            }
            try StorageVolume.write(QCOW2(capacity: base.capacity, backing: file), allocation: 0, to: url)
            noteVolume(url, in: pool)
            let overlay = "\(pool.target)/\(url.lastPathComponent)"
            files[DomainXML.target(of: disk)] = overlay
            disks.append(
                Element(
                    "disk", attributes: ["name": DomainXML.target(of: disk), "snapshot": "external", "type": "file"],
                    children: [.element(Element("source", attributes: ["file": overlay]))]))
        }
        try point(&domain, to: files)
        return disks
    }

    /// Gives disks of both definitions other images, by target.
    private func point(_ domain: inout Domain, to files: [String: String]) throws {
        func pointed(_ definition: DomainXML) -> DomainXML {
            var copy = definition
            copy.updateDevices { devices in
                devices.children = devices.children.map { child in
                    guard case .element(var disk) = child, disk.name == "disk",
                        let file = files[DomainXML.target(of: disk)]
                    else { return child }
                    disk.update("source") { $0["file"] = file }
                    disk.update("driver") { $0["type"] = "qcow2" }
                    return .element(disk)
                }
            }
            return copy
        }
        if let configuration = domain.persistent { try save(pointed(configuration), of: &domain) }
        if var status = domain.live {
            status.domain = pointed(status.domain)
            try save(status, of: &domain)
        }
    }

    /// RUNNING 1, PAUSED 2, FORCE 4. What is saved stays, whose memory does not fit the disks any more: without FORCE that is
    /// refused where the snapshot has no memory of its own.
    func revertToSnapshot(_ call: LibvirtCall) throws {
        try call.check(7)
        var domain = try domain(of: call)
        let snapshot = try snapshot(call, of: domain)
        guard var definition = snapshot.domain else {
            throw LibvirtError(
                .configUnsupported,
                "unsupported configuration: snapshot '\(snapshot.name)' lacks domain '\(domain.name)' rollback info")
        }
        guard call.flags & 3 != 3 else {
            throw LibvirtError.argument("running and paused flags in virDomainRevertToSnapshot are mutually exclusive")
        }
        guard !domain.hasImage || call.flags & 4 != 0 || DomainStatus.State(rawValue: snapshot.state) != nil else {
            throw LibvirtError(
                .revertRisky,
                "revert requires force: snapshot without memory state, removal of existing managed saved state strongly "
                    + "recommended to avoid corruption")
        }
        definition.element.set("name", domain.name)
        let wanted: DomainStatus.State? =
            call.flags & 1 != 0
            ? .running : call.flags & 2 != 0 ? .paused : DomainStatus.State(rawValue: snapshot.state)
        let abandoned = Set(
            snapshot.overlays.isEmpty ? [] : (domain.present?.disks ?? []).compactMap { DomainXML.file(of: $0) })
        if wanted != nil { try checkSources(of: definition) }
        let old = domain
        monitor.adopt(domain.uuid, state: .off, memoryMiB: definition.memoryMiB)
        do {
            if wanted != nil { try transition(.powerOn, domain) }
            if wanted == .paused || wanted == .pmsuspended { try transition(.pause, domain) }
            if wanted == .crashed { try transition(.crash, domain) }
        } catch {
            adopt(old)
            throw error
        }
        domain.reason = "from snapshot"
        if domain.configuration != nil { try save(definition, of: &domain) }
        let status = wanted.map {
            DomainStatus(
                state: $0, reason: "from snapshot", id: domain.id ?? nextID,
                started: monitor.bootTime(of: domain.uuid) ?? Date(),
                domain: definition)
        }
        if let status { nextID = max(nextID, status.id + 1) }
        try save(status, of: &domain)
        if domain.hasImage, wanted == nil { adopt(domain) }
        if !snapshot.overlays.isEmpty {
            _ = try overlay(&domain, named: String(Int(Date().timeIntervalSince1970 * 1000)))
        }
        try setCurrent(snapshot.name, of: domain)
        put(domain)
        try removeUnused(abandoned, of: domain)
    }

    /// Deletes overlays that neither the domain nor a snapshot needs any more.
    private func removeUnused(_ files: Set<String>, of domain: Domain) throws {
        let snapshots = self.snapshots(of: domain)
        var needed = Set((domain.present?.disks ?? []).compactMap { DomainXML.file(of: $0) })
        for snapshot in snapshots {
            needed.formUnion((snapshot.domain?.disks ?? []).compactMap { DomainXML.file(of: $0) })
        }
        var chain = needed
        while let file = chain.popFirst() {
            if let backing = volume(at: file)?.backing, needed.insert(backing).inserted { chain.insert(backing) }
        }
        for file in files.subtracting(needed) {
            if let volume = volume(at: file), volume.backing != nil { try remove(volume) }
        }
    }

    /// CHILDREN 1, METADATA_ONLY 2, CHILDREN_ONLY 4.
    func deleteSnapshot(_ call: LibvirtCall) throws {
        try call.check(1 | 4)
        var domain = try domain(of: call)
        let snapshot = try snapshot(call, of: domain)
        let all = snapshots(of: domain)
        var doomed: [DomainSnapshot] = call.flags & 5 == 0 ? [snapshot] : []
        if call.flags & 5 != 0 {
            var names: Set<String> = [snapshot.name]
            while let next = all.first(where: { !names.contains($0.name) && names.contains($0.parent ?? "") }) {
                names.insert(next.name)
            }
            doomed = all.filter { names.contains($0.name) && (call.flags & 4 == 0 || $0.name != snapshot.name) }
        }
        let names = Set(doomed.map(\.name))
        var overlays: Set<String> = []
        // Youngest first: the overlay on top is committed into what is below it.
        for victim in doomed.reversed() {
            for (target, file) in victim.overlays {
                overlays.insert(file)
                let disk = domain.present?.disks.first { DomainXML.target(of: $0) == target }
                if disk.flatMap({ DomainXML.file(of: $0) }) == file, let backing = volume(at: file)?.backing {
                    try point(&domain, to: [target: backing])
                }
            }
        }
        var heir = call.flags & 4 == 0 ? snapshot.parent : snapshot.name
        while let name = heir, names.contains(name) { heir = all.first { $0.name == name }?.parent }
        for var child in all where !names.contains(child.name) && names.contains(child.parent ?? "") {
            child.parent = heir
            try save(child, of: domain)
        }
        for victim in doomed { try store.remove(store.snapshot(victim.name, of: domain.name)) }
        if doomed.contains(where: \.isCurrent) { try setCurrent(heir, of: domain) }
        put(domain)
        try removeUnused(overlays, of: domain)
    }
}
