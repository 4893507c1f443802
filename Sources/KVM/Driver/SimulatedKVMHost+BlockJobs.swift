import Foundation
import Simulator
import XML

/// Copying the disk of a domain that runs (src/qemu/qemu_driver.c). A copy is complete as soon as it is begun.
extension SimulatedKVMHost {
    /// VIR_DOMAIN_BLOCK_COPY_REUSE_EXT 2, TRANSIENT_JOB 4. The new file is there already.
    func blockCopy(_ call: LibvirtCall) throws {
        try call.check(2 | 4)
        let (domain, status) = try active(call)
        let (target, volume) = try copied(call, status)
        guard call.flags & 2 != 0 else {
            throw LibvirtError(.argumentUnsupported, "argument unsupported: the copy's file has to be there")
        }
        guard domain.copies[target] == nil else {
            throw LibvirtError.invalid("disk '\(target)' already in active block job")
        }
        guard let file = DomainXML.file(of: try call.xml("destxml")), let copy = self.volume(at: file) else {
            throw LibvirtError(.system, "Cannot access storage file of the copy: No such file or directory")
        }
        guard copy.capacity >= volume.capacity else {
            throw LibvirtError.argument("the copy's file is smaller than the disk")
        }
        try fill(copy, with: volume)
        domains[domain.uuid]?.copies[target] = file
    }

    /// VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT 2: the domain goes on with the copy.
    func abortBlockJob(_ call: LibvirtCall) throws {
        try call.check(1 | 2)
        let (domain, status) = try active(call)
        let (target, _) = try copied(call, status)
        guard let file = domain.copies[target] else {
            throw LibvirtError.invalid("disk \(target) does not have an active block job")
        }
        domains[domain.uuid]?.copies[target] = nil
        guard call.flags & 2 != 0, let present = domains[domain.uuid] else { return }
        try change(present, Scope(live: true, persistent: present.configuration != nil)) { definition, _ in
            definition.updateDevices { devices in
                devices.children = devices.children.map { child in
                    guard case .element(var disk) = child, disk.name == "disk", DomainXML.target(of: disk) == target
                    else {
                        return child
                    }
                    disk.update("source") { $0["file"] = file }
                    disk.removeAll("backingStore")
                    return .element(disk)
                }
            }
        }
    }

    private func copied(_ call: LibvirtCall, _ status: DomainStatus) throws(LibvirtError) -> (
        target: String, volume: StorageVolume
    ) {
        let name = call.text("path")
        guard
            let disk = status.domain.disks.first(where: {
                DomainXML.target(of: $0) == name || DomainXML.file(of: $0) == name
            }),
            let volume = DomainXML.file(of: disk).flatMap({ self.volume(at: $0) })
        else { throw LibvirtError.argument("invalid path \(name) not assigned to domain") }
        return (DomainXML.target(of: disk), volume)
    }

    /// Writes into a volume what another one holds.
    private func fill(_ copy: StorageVolume, with original: StorageVolume) throws {
        if copy.format == original.format, original.backing == nil {
            let temporary = copy.url.deletingLastPathComponent().appendingPathComponent(".\(copy.name).copy")
            try? FileManager.default.removeItem(at: temporary)
            try LocalFile.copy(original.url, to: temporary)
            guard Foundation.rename(temporary.path, copy.url.path) == 0 else {
                throw LibvirtError(.system, "cannot write the volume \(copy.name)", domain: .storage)
            }
        }
        if let pool = pools[copy.poolUUID] { noteVolume(copy.url, in: pool) }
    }
}
