import Foundation
import Simulator

extension XenDatabase {
    /// The database of a XenServer that was just installed, with the machines of a seed.
    init(seed: HostSeed) {
        manifest = ["schema_major_vsn": "5", "schema_minor_vsn": "794", "generation_count": "1"]
        let host = XenServer.newIdentity().ref
        putHost(seed, host)
        var storages: [String] = []
        for datastore in seed.datastores { storages.append(putStorage(datastore, host)) }
        putTools(host)
        var networks: [String: String] = [:]
        for (index, network) in seed.networks.enumerated() {
            let identity = XenServer.newIdentity()
            networks[network.name] = identity.ref
            put(
                "network", identity.ref,
                Row([
                    "uuid": identity.uuid, "name_label": network.name, "name_description": "",
                    "bridge": "xenbr\(index)",
                    "MTU": "1500", "managed": "true", "default_locking_mode": "unlocked", "other_config": "()",
                ]))
            let card = XenServer.newIdentity()
            let adapter = index < seed.adapters.count ? seed.adapters[index] : nil
            let metrics = XenServer.newIdentity()
            put(
                "PIF_metrics", metrics.ref,
                Row([
                    "uuid": metrics.uuid, "carrier": adapter == nil ? "false" : "true",
                    "speed": String(adapter?.speed ?? 0),
                ]))
            put(
                "PIF", card.ref,
                Row([
                    "uuid": card.uuid, "device": "eth\(index)", "network": identity.ref, "host": host, "VLAN": "-1",
                    "MAC": adapter?.mac ?? "", "metrics": metrics.ref,
                    "currently_attached": "true", "MTU": "1500",
                ]))
        }
        for machine in seed.machines { putMachine(machine, host, storages.first, networks) }
        _ = takeTouched()
    }

    private mutating func putHost(_ seed: HostSeed, _ host: String) {
        let metrics = XenServer.newIdentity()
        put(
            "host", host,
            Row([
                "uuid": seed.uuid, "name_label": seed.name, "name_description": "", "hostname": seed.name,
                "address": seed.name,
                "enabled": "true", "metrics": metrics.ref, "other_config": "()", "edition": "xcp-ng",
                "software_version": SExpression.map([
                    ("product_brand", "XCP-ng"), ("product_version", "8.3.0"), ("platform_name", "XCP"),
                    ("platform_version", "3.4.0"), ("build_number", "cloud"), ("xen", "4.17.5"),
                ]),
                "cpu_info": SExpression.map([
                    ("cpu_count", String(seed.threads)), ("socket_count", String(seed.sockets)),
                    ("threads_per_core", String(max(1, seed.threads / max(1, seed.cores)))), ("vendor", seed.cpuVendor),
                    ("modelname", seed.cpuModel), ("speed", "\(seed.mhz).000"),
                ]),
                "bios_strings": SExpression.map([
                    ("system-manufacturer", "Dragoman"), ("system-product-name", "Simulated XenServer"),
                ]),
            ]))
        put(
            "host_metrics", metrics.ref,
            Row([
                "uuid": metrics.uuid, "memory_total": String(seed.memoryMiB << 20), "live": "true",
                "start_time": XenServer.timestamp(Date()),
            ]))
    }

    private mutating func putStorage(_ seed: DatastoreSeed, _ host: String) -> String {
        putStorage(
            host,
            [
                "name_label": seed.name, "type": seed.share == nil ? "ext" : "nfs", "content_type": "user",
                "physical_size": String(seed.capacity), "physical_utilisation": String(seed.capacity - seed.free),
            ], share: seed.share)
    }

    /// The library that every XenServer has, with the image of the guest tools.
    private mutating func putTools(_ host: String) {
        let size = Int64(8) << 20
        let storage = putStorage(
            host,
            [
                "name_label": "XCP-ng Tools", "type": "iso", "content_type": "iso", "physical_size": String(size),
                "physical_utilisation": String(size),
            ])
        let image = XenServer.newIdentity()
        var row = Row(XenServer.newVDI)
        for (field, value) in [
            "uuid": image.uuid, "name_label": "guest-tools.iso", "location": "guest-tools.iso", "SR": storage,
            "type": "user",
            "virtual_size": String(size), "physical_utilisation": String(size), "sharable": "true", "read_only": "true",
        ] { row[field] = value }
        put("VDI", image.ref, row)
    }

    private mutating func putStorage(_ host: String, _ fields: [String: String], share: ShareSeed? = nil) -> String {
        let identity = XenServer.newIdentity()
        let connection = XenServer.newIdentity()
        var row = Row(fields)
        row["uuid"] = share?.uuid ?? identity.uuid
        row["name_description"] = ""
        row["shared"] = share == nil ? "false" : "true"
        row["other_config"] = "()"
        row["sm_config"] = "()"
        put("SR", identity.ref, row)
        let device =
            share.map { [("server", ShareSeed.server), ("serverpath", "/export/\($0.name)")] } ?? [
                ("device", "/dev/sda3")
            ]
        put(
            "PBD", connection.ref,
            Row([
                "uuid": connection.uuid, "host": host, "SR": identity.ref, "currently_attached": "true",
                "other_config": "()",
                "device_config": SExpression.map(device),
            ]))
        return identity.ref
    }

    private mutating func putMachine(
        _ seed: MachineSeed, _ host: String, _ storage: String?, _ networks: [String: String]
    ) {
        let ref = XenServer.newIdentity().ref
        let metrics = XenServer.newIdentity()
        // A crashed domain is destroyed: its VM is halted.
        let state = XenServer.name(seed.state)
        let active = seed.state == .running || seed.state == .paused
        let bytes = String(seed.memoryMiB << 20)
        var row = Row(XenServer.newVM)
        for (field, value) in [
            "uuid": seed.uuid, "name_label": seed.name, "name_description": seed.notes, "power_state": state,
            "is_a_template": "false", "affinity": host, "resident_on": active ? host : XapiValue.null,
            "metrics": metrics.ref,
            "user_version": "1", "VCPUs_max": String(seed.cpus), "VCPUs_at_startup": String(seed.cpus),
            "VCPUs_params": "()",
            "memory_static_min": bytes, "memory_dynamic_min": bytes, "memory_dynamic_max": bytes,
            "memory_static_max": bytes,
            "actions_after_shutdown": "destroy", "actions_after_reboot": "restart", "actions_after_crash": "restart",
            "HVM_boot_policy": "BIOS order", "PV_args": "",
            "HVM_boot_params": SExpression.map([("firmware", seed.efi ? "uefi" : "bios"), ("order", "cdn")]),
            "platform": SExpression.map([
                ("cores-per-socket", String(seed.coresPerSocket)), ("secureboot", seed.secureBoot ? "true" : "false"),
                ("nx", "true"),
            ]),
            "other_config": SExpression.map(XenGuests.otherConfig(seed.guestOS)),
        ] { row[field] = value }
        put(
            "VM_metrics", metrics.ref,
            Row([
                "uuid": metrics.uuid, "install_time": XenServer.timestamp(seed.created),
                "start_time": active ? XenServer.timestamp(seed.created) : XenServer.never,
                "VCPUs_number": active ? String(seed.cpus) : "0", "memory_actual": active ? bytes : "0",
            ]))
        put("VM", ref, row)
        for (index, disk) in seed.disks.enumerated() {
            guard let storage else { break }
            // Place 3 is the drive's.
            let place = index < 3 ? index : index + 1
            let volume = putVolume(disk.name, disk.capacity, raw: !disk.thin, storage)
            putBlockDevice(ref, volume, place, "Disk", attached: active)
        }
        if seed.cdrom { putBlockDevice(ref, XapiValue.null, 3, "CD", attached: active) }
        for (index, card) in seed.nics.enumerated() {
            let identity = XenServer.newIdentity()
            put(
                "VIF", identity.ref,
                Row([
                    "uuid": identity.uuid, "VM": ref, "device": String(index), "MAC": card.mac.lowercased(),
                    "MTU": "1500",
                    "network": networks[card.network] ?? XapiValue.null, "locking_mode": "network_default",
                    "other_config": "()",
                    "currently_attached": active ? "true" : "false", "MAC_autogenerated": "false",
                ]))
        }
        if seed.state == .suspended, let storage {
            let image = putVolume("Suspend image", Int64(seed.memoryMiB) << 20, raw: false, storage, type: "suspend")
            update("VM", ref) { $0["suspend_VDI"] = image }
        }
        putSnapshots(seed.snapshots, of: ref, after: XapiValue.null)
    }

    private mutating func putVolume(
        _ name: String, _ capacity: Int64, raw: Bool, _ storage: String, type: String = "user"
    ) -> String {
        let identity = XenServer.newIdentity()
        var row = Row(XenServer.newVDI)
        for (field, value) in [
            "uuid": identity.uuid, "location": identity.uuid, "name_label": name, "SR": storage, "type": type,
            "virtual_size": String(capacity), "physical_utilisation": String(raw ? capacity : capacity / 4),
            "sharable": "false", "read_only": "false", "sm_config": raw ? SExpression.map([("type", "raw")]) : "()",
        ] { row[field] = value }
        put("VDI", identity.ref, row)
        return identity.ref
    }

    private mutating func putBlockDevice(_ vm: String, _ vdi: String, _ place: Int, _ type: String, attached: Bool) {
        let identity = XenServer.newIdentity()
        put(
            "VBD", identity.ref,
            Row([
                "uuid": identity.uuid, "VM": vm, "VDI": vdi, "userdevice": String(place),
                "device": XenServer.deviceName(place),
                "bootable": place == 0 ? "true" : "false", "mode": type == "CD" ? "RO" : "RW", "type": type,
                "unpluggable": "true",
                "empty": vdi == XapiValue.null ? "true" : "false", "currently_attached": attached ? "true" : "false",
                "other_config": "()", "qos_algorithm_type": "", "qos_algorithm_params": "()",
            ]))
    }

    /// The tree of snapshots; the machine goes on from the last that was taken.
    private mutating func putSnapshots(_ seeds: [SnapshotSeed], of vm: String, after parent: String) {
        for seed in seeds {
            guard let owner = row("VM", vm) else { return }
            let identity = XenServer.newIdentity()
            var row = owner
            for (field, value) in [
                "uuid": identity.uuid, "name_label": seed.name, "name_description": seed.description,
                "is_a_template": "true",
                "is_a_snapshot": "true", "snapshot_of": vm, "snapshot_time": XenServer.timestamp(seed.created),
                "power_state": "Halted", "resident_on": XapiValue.null, "metrics": XapiValue.null, "parent": parent,
                "suspend_VDI": XapiValue.null,
            ] { row[field] = value }
            put("VM", identity.ref, row)
            for device in refs("VBD", where: "VM", is: vm) {
                guard let block = self.row("VBD", device) else { continue }
                var copy = block["VDI"]
                if block["type"] == "Disk", var volume = self.row("VDI", block["VDI"]) {
                    let copied = XenServer.newIdentity()
                    volume["uuid"] = copied.uuid
                    volume["location"] = copied.uuid
                    volume["physical_utilisation"] = "0"
                    volume["is_a_snapshot"] = "true"
                    volume["snapshot_of"] = block["VDI"]
                    put("VDI", copied.ref, volume)
                    copy = copied.ref
                }
                putBlockDevice(identity.ref, copy, Int(block.int("userdevice")), block["type"], attached: false)
            }
            for device in refs("VIF", where: "VM", is: vm) {
                guard var card = self.row("VIF", device) else { continue }
                let copied = XenServer.newIdentity()
                card["uuid"] = copied.uuid
                card["VM"] = identity.ref
                card["currently_attached"] = "false"
                put("VIF", copied.ref, card)
            }
            let latest = self.row("VM", self.row("VM", vm)?["parent"] ?? "")?["snapshot_time"] ?? ""
            if latest <= XenServer.timestamp(seed.created) { update("VM", vm) { $0["parent"] = identity.ref } }
            putSnapshots(seed.children, of: vm, after: identity.ref)
        }
    }
}
