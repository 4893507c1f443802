import Foundation
import Generic
import Hosts
import Logging
import Simulator
import XML

/// The abstract documents of what the host has. Mappings/kvm/README.md describes them.
extension SimulatedKVMHost {
    var nodeDocument: Document { Document(node) }

    func document(of pool: StoragePool) -> Document {
        Document(.v("pool", ["hostUUID": uuid, "state": "running", "autostart": "1"], [pool.document]))
    }

    func document(ofNetwork network: Element) -> Document {
        Document(.v("network", ["hostUUID": uuid, "active": "1", "autostart": "1"], [network]))
    }

    func document(of volume: StorageVolume) -> Document {
        Document(.v("volume", ["hostUUID": uuid, "pool": volume.pool, "poolUUID": volume.poolUUID], [volume.document]))
    }

    func document(of domain: Domain) -> Document {
        let present = domain.present ?? DomainXML(Element("domain"))
        var view = Element.v(
            "domain",
            [
                "hostUUID": uuid, "state": domain.state?.rawValue ?? "shutoff",
                "reason": domain.live?.reason ?? (domain.hasImage ? "saved" : domain.reason),
                "id": String(domain.id ?? -1),
                "persistent": domain.configuration == nil ? "0" : "1",
                "autostart": store.hasAutostart(domain.name) ? "1" : "0",
                "managedSave": domain.hasImage ? "1" : "0",
            ])
        if domain.configuration != nil { view["file"] = "/etc/libvirt/qemu/\(domain.name).xml" }
        if domain.isActive, let booted = monitor.bootTime(of: domain.uuid) {
            view["started"] = booted.formatted(.iso8601)
        }
        view.append(present.element)
        for volume in present.disks.compactMap({ DomainXML.file(of: $0) }).compactMap({ self.volume(at: $0) }) {
            view.append(
                .v(
                    "volume",
                    [
                        "path": volume.path, "name": volume.name, "pool": volume.pool, "poolUUID": volume.poolUUID,
                        "capacity": String(volume.capacity), "allocation": String(volume.allocation),
                        "format": volume.format,
                    ]))
        }
        let sources = present.interfaces.compactMap { $0.first("source") }
        for network in networks.values.sorted(by: { ($0.first("name")?.text ?? "") < ($1.first("name")?.text ?? "") }) {
            let name = network.first("name")?.text ?? ""
            let bridge = network.first("bridge")?["name"]
            guard sources.contains(where: { $0["network"] == name || (bridge != nil && $0["bridge"] == bridge) }) else {
                continue
            }
            var fact = Element.v("network", ["name": name, "uuid": network.first("uuid")?.text ?? ""])
            fact["bridge"] = bridge
            view.append(fact)
        }
        let snapshots = self.snapshots(of: domain)
        var tree = Element.v("snapshots", [:], snapshots.map(\.summary))
        tree["current"] = snapshots.first(where: \.isCurrent)?.name
        view.append(tree)
        view.append(guest(of: domain, present))
        return Document(view)
    }

    /// What the guest agent tells.
    private func guest(of domain: Domain, _ present: DomainXML) -> Element {
        guard present.hasAgentChannel else { return .v("guest", ["agent": "none"]) }
        guard domain.state == .running, monitor.guestIsUp(domain.uuid, now: Date()) else {
            return .v("guest", ["agent": "disconnected"])
        }
        let facts = GuestFacts.of(name: domain.name, guestOS: present.system ?? "", macs: present.macs)
        let interfaces = zip(present.macs, facts.addresses).map { mac, address in
            Element.v("interface", ["mac": mac], [Element("address", namespace: Libvirt.namespace, text: address)])
        }
        return .v("guest", ["agent": "connected", "agentVersion": "10.0.2", "hostname": facts.hostName], interfaces)
    }

    func volume(at path: String) -> StorageVolume? {
        pools.values.firstNonNil { $0.volume(at: path) }
    }
}
