import Foundation
import Simulator
import XML

/// The abstract form in which the data reader gives an ESXi host's data to `object-in.xsl`.
enum ESXiDocument {
    static let namespace = "urn:dragoman:esxi"
    /// What simulated guests have installed, as VMware numbers it.
    static let toolsVersion = "12352"

    static func element(_ name: String, _ attributes: [(String, String?)] = []) -> Element {
        var element = Element(name, namespace: namespace)
        element.attributes = attributes.compactMap { name, value in value.map { Attribute(name, $0) } }
        return element
    }
}

extension ESXiMachine {
    /// - Parameter guestIsUp: the guest has booted, so its tools tell its name and addresses.
    func document(facts: ESXiHostFacts, guestIsUp: Bool) -> Document {
        var root = ESXiDocument.element("vm", [("id", reference), ("host", ESXiHostFacts.hostID)])
        let store = facts.datastore(named: path.datastore)?.id
        var file = ESXiDocument.element("vmx", [("path", path.description), ("datastore", store)])
        for (key, value) in vmx.entries {
            var entry = ESXiDocument.element("entry", [("key", key)])
            entry.text = value
            file.append(entry)
        }
        root.append(file)
        root.append(
            ESXiDocument.element(
                "runtime",
                [
                    ("powerState", power.rawValue),
                    ("bootTime", power == .poweredOn ? bootTime.map(ESXiTime.text) : nil),
                    ("changeVersion", changeVersion),
                ]))
        root.append(guest(isUp: guestIsUp))
        for disk in disks {
            root.append(
                ESXiDocument.element(
                    "disk",
                    [
                        ("name", disk.slot.description),
                        ("datastore", disk.path.flatMap { facts.datastore(named: $0.datastore)?.id }),
                        ("path", disk.path?.path ?? vmx["\(disk.slot).fileName"] ?? ""),
                        ("capacity", String(disk.capacity)), ("thin", disk.thin ? "true" : "false"),
                        ("missing", disk.isMissing ? "true" : nil),
                    ]))
        }
        for (slot, isCD) in storageSlots where isCD {
            let isImage = vmx["\(slot).deviceType"]?.lowercased() == "cdrom-image"
            let image = isImage ? DatastorePath(fileName: vmx["\(slot).fileName"] ?? "", beside: path) : nil
            root.append(
                ESXiDocument.element(
                    "cdrom",
                    [
                        ("name", slot.description),
                        ("datastore", image.flatMap { facts.datastore(named: $0.datastore)?.id }), ("path", image?.path),
                    ]))
        }
        for slot in networkSlots {
            let network = vmx["ethernet\(slot).networkName"].flatMap { facts.portGroup(named: $0)?.id }
            root.append(ESXiDocument.element("nic", [("name", "ethernet\(slot)"), ("network", network)]))
        }
        let current = snapshots.current.map { "\(id)-snapshot-\($0)" }
        var tree = ESXiDocument.element(
            "snapshots", [("current", current), ("unconsolidated", needsConsolidation ? "true" : nil)])
        tree.children = snapshots.children(of: nil).map { .element(element($0)) }
        root.append(tree)
        return Document(root)
    }

    private func element(_ snapshot: ESXiSnapshot) -> Element {
        var element = ESXiDocument.element(
            "snapshot",
            [
                ("id", "\(id)-snapshot-\(snapshot.uid)"), ("name", snapshot.name),
                ("description", snapshot.description), ("createTime", ESXiTime.text(microseconds: snapshot.created)),
                ("state", snapshot.power.rawValue),
            ])
        element.children = snapshots.children(of: snapshot.uid).map { .element(self.element($0)) }
        return element
    }

    private func guest(isUp: Bool) -> Element {
        guard isUp, power == .poweredOn else {
            return ESXiDocument.element("guest", [("toolsRunningStatus", "guestToolsNotRunning"), ("toolsVersion", ESXiDocument.toolsVersion)])
        }
        let slots = networkSlots
        let facts = GuestFacts.of(name: name, guestOS: vmx["guestOS"] ?? "", macs: slots.map { mac($0) ?? "" })
        var guest = ESXiDocument.element(
            "guest",
            [
                ("toolsRunningStatus", "guestToolsRunning"), ("toolsVersion", ESXiDocument.toolsVersion),
                ("hostName", vmx[ESXiMachine.customized + "hostname"] ?? facts.hostName),
            ])
        for (slot, address) in zip(slots, facts.addresses) where vmx.flag("ethernet\(slot).startConnected", default: true) {
            let address = vmx[ESXiMachine.customized + "ethernet\(slot)"] ?? address
            guest.append(ESXiDocument.element("net", [("name", "ethernet\(slot)"), ("ipAddress", address)]))
        }
        return guest
    }

    func mac(_ slot: Int) -> String? {
        let isStatic = vmx["ethernet\(slot).addressType"]?.lowercased() == "static"
        return vmx[isStatic ? "ethernet\(slot).address" : "ethernet\(slot).generatedAddress"]
    }
}
