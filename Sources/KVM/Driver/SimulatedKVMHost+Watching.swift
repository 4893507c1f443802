import Foundation
import Hosts
import Logging
import Simulator
import XML

/// What somebody else does to the host's files.
extension SimulatedKVMHost {
    func fileChanged(_ url: URL) {
        let folder = url.deletingLastPathComponent().path
        let name = url.deletingPathExtension().lastPathComponent
        switch folder {
        case store.configurations.path where url.pathExtension == "xml",
            store.statuses.path where url.pathExtension == "xml",
            store.images.path where url.pathExtension == "save":
            domainFileChanged(url, name: name)
        case store.pools.path where url.pathExtension == "xml":
            poolFileChanged(url, name: name)
        case store.networks.path where url.pathExtension == "xml":
            networkFileChanged(url, name: name)
        case store.snapshots.path:
            watcher.watch(url)
            announceSnapshots(ofDomainNamed: url.lastPathComponent)
        case let folder where folder.hasPrefix(store.snapshots.path + "/"):
            if case .none = store.outsideChange(of: url) { return }
            announceSnapshots(ofDomainNamed: url.deletingLastPathComponent().lastPathComponent)
        default:
            volumeFileChanged(url)
        }
    }

    private func announceSnapshots(ofDomainNamed name: String) {
        guard let domain = domain(named: name) else { return }
        announce.yield(.changed(reference("domain", domain.uuid)))
    }

    private func domainFileChanged(_ url: URL, name: String) {
        if case .none = store.outsideChange(of: url) { return }
        let before = domain(named: name)
        if !exists(store.configuration(of: name)), !exists(store.status(of: name)) {
            if let before {
                logger.notice("a domain's files were removed", metadata: ["domain": "\(name)"])
                drop(before)
            }
            return
        }
        loadDomain(named: name)
        guard let after = domain(named: name) else { return }
        logger.notice(
            "a domain's file was changed from outside",
            metadata: ["domain": "\(name)", "file": "\(url.lastPathComponent)"])
        if let before, before.uuid != after.uuid { drop(before) }
        announce.yield(.changed(reference("domain", after.uuid)))
    }

    private func poolFileChanged(_ url: URL, name: String) {
        switch store.outsideChange(of: url) {
        case .none: return
        case .removed:
            guard let pool = pools.values.first(where: { $0.name == name }) else { return }
            pools[pool.uuid] = nil
            announce.yield(.removed(reference("pool", pool.uuid)))
        case .changed:
            loadPool(named: name)
            guard let pool = pools.values.first(where: { $0.name == name }) else { return }
            watcher.watch(pool.folder)
            announce.yield(.changed(reference("pool", pool.uuid)))
        }
    }

    private func networkFileChanged(_ url: URL, name: String) {
        let found = networks.first { $0.value.first("name")?.text == name }?.key
        switch store.outsideChange(of: url) {
        case .none: return
        case .removed:
            guard let found else { return }
            networks[found] = nil
            announce.yield(.removed(reference("network", found)))
        case .changed:
            loadNetwork(named: name)
            guard let uuid = networks.first(where: { $0.value.first("name")?.text == name })?.key else { return }
            announce.yield(.changed(reference("network", uuid)))
        }
    }

    private func volumeFileChanged(_ url: URL) {
        let folder = url.deletingLastPathComponent().path
        guard let pool = pools.values.first(where: { $0.folder.path == folder }), store.noteVolume(url) else { return }
        let path = "\(pool.target)/\(url.lastPathComponent)"
        announce.yield(
            volume(at: path) == nil ? .removed(reference("volume", path)) : .changed(reference("volume", path)))
        announce.yield(.changed(reference("pool", pool.uuid)))
        for domain in users(of: path) { announce.yield(.changed(reference("domain", domain.uuid))) }
    }
}
