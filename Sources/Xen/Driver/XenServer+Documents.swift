import Foundation
import Hosts
import Simulator
import XML

/// Records with what XAPI derives for them, and objects as documents.
extension XenServer {
    /// The fields of a record: those stored, and the references of others to it.
    func fields(_ table: String, _ ref: String) -> [(name: String, value: XapiValue)] {
        guard let row = database.row(table, ref) else { return [] }
        var fields = row.fields.map { (name: $0.key, value: XapiValue(stored: $0.value, FieldType.of($0.key))) }
        func add(_ name: String, _ refs: [String]) { fields.append((name, .strings(refs))) }
        switch table {
        case "VM":
            add("VBDs", database.refs("VBD", where: "VM", is: ref))
            add("VIFs", database.refs("VIF", where: "VM", is: ref))
            add("snapshots", database.refs("VM", where: "snapshot_of", is: ref))
            add("children", database.refs("VM", where: "parent", is: ref))
            add("allowed_operations", allowedOperations(row))
            fields.append(
                ("guest_metrics", .string(guest(of: ref, row) == nil ? XapiValue.null : XenServer.guestRef(ref))))
        case "VDI":
            add("VBDs", database.refs("VBD", where: "VDI", is: ref))
        case "SR":
            add("VDIs", database.refs("VDI", where: "SR", is: ref))
            add("PBDs", database.refs("PBD", where: "SR", is: ref))
        case "network":
            add("VIFs", database.refs("VIF", where: "network", is: ref))
            add("PIFs", database.refs("PIF", where: "network", is: ref))
        case "host":
            add("PBDs", database.refs("PBD", where: "host", is: ref))
            add("PIFs", database.refs("PIF", where: "host", is: ref))
            add("resident_VMs", database.refs("VM", where: "resident_on", is: ref))
        default: break
        }
        return fields.sorted { $0.name < $1.name }
    }

    private func allowedOperations(_ row: Row) -> [String] {
        if row.bool("is_a_template") { return ["destroy"] + (row.bool("is_a_snapshot") ? ["revert"] : []) }
        return XenServer.allowed.filter { $0.value.contains(row["power_state"]) }.map(\.key).sorted()
    }

    /// One object with all that it points at; nil if it is gone.
    func document(_ reference: NativeReference) -> Document? {
        let ref = reference.id
        guard let row = database.row(reference.type, ref) else { return nil }
        var records: [Element] = []
        switch reference.type {
        case "VM":
            guard !row.bool("is_a_snapshot") else { return nil }
            records = machineRecords(ref, row)
        case "host":
            records = [element("host_metrics", row["metrics"])]
            for card in database.refs("PIF", where: "host", is: ref) {
                records.append(element("PIF", card))
                let metrics = database.row("PIF", card)?["metrics"] ?? ""
                if database.row("PIF_metrics", metrics) != nil { records.append(element("PIF_metrics", metrics)) }
            }
        case "SR": records = database.refs("PBD", where: "SR", is: ref).map { element("PBD", $0) }
        case "network": records = database.refs("PIF", where: "network", is: ref).map { element("PIF", $0) }
        case "VDI": break
        default: return nil
        }
        var root = element(reference.type, ref)
        root["host"] = hostRef
        if !records.isEmpty {
            var holder = XapiValue.element("records")
            for record in records { holder.append(record) }
            root.append(holder)
        }
        return Document(root)
    }

    private func machineRecords(_ ref: String, _ row: Row) -> [Element] {
        let snapshots = database.refs("VM", where: "snapshot_of", is: ref)
        var records: [Element] = []
        var volumes: [String] = []
        for owner in [ref] + snapshots {
            for (vbd, device) in devices("VBD", of: owner) {
                records.append(element("VBD", vbd))
                volumes.append(device["VDI"])
            }
        }
        var storages: Set<String> = []
        for vdi in Set(volumes).sorted() {
            guard let volume = database.row("VDI", vdi) else { continue }
            records.append(element("VDI", vdi))
            storages.insert(volume["SR"])
        }
        for storage in storages.sorted() { records.append(summary(of: storage)) }
        for (vif, _) in devices("VIF", of: ref) { records.append(element("VIF", vif)) }
        if database.row("VM_metrics", row["metrics"]) != nil { records.append(element("VM_metrics", row["metrics"])) }
        if let guest = guest(of: ref, row) { records.append(guest) }
        for snapshot in snapshots { records.append(element("VM", snapshot, name: "snapshot")) }
        return records
    }

    private func element(_ table: String, _ ref: String, name: String? = nil) -> Element {
        var element = XapiValue.element(name ?? table)
        element["ref"] = ref
        for field in fields(table, ref) { element.append(field.value.element(field.name)) }
        return element
    }

    /// A storage as a VM's document needs it: not with the volumes of all the other VMs.
    private func summary(of storage: String) -> Element {
        var element = XapiValue.element("SR")
        element["ref"] = storage
        for field in ["uuid", "name_label", "type"] {
            element.append(XapiValue.element(field, text: database.row("SR", storage)?[field] ?? ""))
        }
        return element
    }

    private static func guestRef(_ vm: String) -> String { vm + "/guest_metrics" }

    /// What the agent in a guest that has booted tells.
    private func guest(of ref: String, _ row: Row) -> Element? {
        guard monitor.guestIsUp(ref, now: Date()) else { return nil }
        let cards = devices("VIF", of: ref).map(\.row).sorted { $0.int("device") < $1.int("device") }
        let system = row.value("other_config", key: "base_template_name") ?? ""
        let facts = GuestFacts.of(name: row["name_label"], guestOS: system, macs: cards.map { $0["MAC"] })
        var networks: [(key: String, value: String)] = []
        for (card, address) in zip(cards, facts.addresses) where card["locking_mode"] != "disabled" {
            guard card.bool("currently_attached") else { continue }
            networks.append((card["device"] + "/ip", address))
            networks.append((card["device"] + "/ipv4/0", address))
        }
        let version = facts.toolsVersion.split(separator: ".").map(String.init)
        var element = XapiValue.element("VM_guest_metrics")
        element["ref"] = XenServer.guestRef(ref)
        element.append(XapiValue.string(XenServer.guestRef(ref)).element("uuid"))
        element.append(XapiValue.map([("name", system)]).element("os_version"))
        element.append(XapiValue.map(networks).element("networks"))
        element.append(XapiValue.map([("host_name", facts.hostName)]).element("netbios_name"))
        let names = ["major", "minor", "micro"]
        element.append(
            XapiValue.map(Array(zip(names, version)).map { (key: $0.0, value: $0.1) }).element("PV_drivers_version"))
        element.append(XapiValue.boolean(true).element("PV_drivers_detected"))
        element.append(XapiValue.boolean(true).element("live"))
        return element
    }
}
