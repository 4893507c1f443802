import Foundation
import Hosts
import Logging
import Simulator
import XML

/// Moving domains to other hosts, peer to peer (src/qemu/qemu_migration.c).
extension SimulatedKVMHost {
    /// What of a domain goes over the wire.
    struct Migration: Sendable {
        var definition: DomainXML?
        var status: DomainStatus?

        var domain: DomainXML? { status?.domain ?? definition }
    }

    /// VIR_MIGRATE_LIVE 1, PEER2PEER 2, PERSIST_DEST 8, UNDEFINE_SOURCE 16, OFFLINE 1024. Disks stay where they are.
    func migrate(_ call: LibvirtCall) async throws -> [Element] {
        try call.check(1 | 2 | 8 | 16 | 1024)
        let domain = try domain(of: call)
        let address = call.text("dconnuri")
        guard call.flags & 2 != 0, call.flags & 16 != 0 else {
            throw LibvirtError(
                .argumentUnsupported, "argument unsupported: only peer-to-peer migration that leaves nothing behind")
        }
        guard domain.isActive || call.flags & 1024 != 0 else { throw LibvirtError.invalid("domain is not running") }
        if domain.hasImage { throw LibvirtError.invalid("domain has a managed save image") }
        let snapshots = self.snapshots(of: domain).count
        if snapshots > 0 { throw LibvirtError.invalid("cannot migrate domain with \(snapshots) snapshots") }
        guard let name = URL(string: address)?.host, name != directory.lastPathComponent,
            let other = Self.neighbourhood.host(named: name, beside: directory)
        else {
            throw LibvirtError(
                .operationFailed,
                "operation failed: Failed to connect to remote libvirt URI \(address): unable to connect to server")
        }
        domains[domain.uuid]?.isMigrating = true
        defer { domains[domain.uuid]?.isMigrating = false }
        try await other.receive(Migration(definition: domain.persistent, status: domain.live))
        try store.remove(store.status(of: domain.name))
        try store.remove(store.configuration(of: domain.name))
        drop(domain)
        return []
    }

    /// Takes a domain over: all of it, or nothing.
    func receive(_ migration: Migration) throws {
        try open()
        guard let present = migration.domain else { throw LibvirtError.xml("no domain") }
        if let other = domain(named: present.name) ?? domains[present.uuid] {
            throw LibvirtError(
                .operationFailed, "operation failed: domain '\(present.name)' already exists with uuid \(other.uuid)")
        }
        for file in present.disks.compactMap({ DomainXML.file(of: $0) }) where volume(at: file) == nil {
            throw LibvirtError(.system, "Cannot access storage file '\(file)': No such file or directory")
        }
        for network in present.interfaces.compactMap({ $0.first("source")?["network"] })
        where !networks.values.contains(where: { $0.first("name")?.text == network }) {
            throw LibvirtError(
                .noNetwork, "Network not found: no network with matching name '\(network)'", domain: .network)
        }
        if migration.status != nil, present.memoryMiB > monitor.freeMiB {
            throw LibvirtError(.internalError, "internal error: cannot set up guest memory: Cannot allocate memory")
        }
        var domain = Domain(uuid: present.uuid, name: present.name)
        if let definition = migration.definition { try save(definition, of: &domain) }
        if var status = migration.status {
            status.id = nextID
            status.domain.element["id"] = String(nextID)
            status.reason = "migrated"
            nextID += 1
            do {
                try save(status, of: &domain)
            } catch {
                try? store.remove(store.configuration(of: domain.name))
                throw error
            }
        }
        watcher.watch(store.snapshots(of: domain.name))
        adopt(domain, booted: migration.status?.started)
        put(domain)
    }
}
