import Foundation
import Simulator

/// What goes from one server to another when a VM moves between them.
struct XenMigration: Sendable {
    struct Item: Sendable {
        var table: String
        var ref: String
        var row: Row
    }

    var vm: String
    var items: [Item]
    /// The UUIDs of the storages that its volumes are on, by the volumes.
    var storages: [String: String]
}

/// Moving VMs and their volumes (xapi_vm_migrate.ml, xapi_vdi.ml).
extension XenServer {
    static let migrationMethods: [String: Method] = [
        "host.migrate_receive": Method(
            parameters: [.init("host", .ref("host")), .init("network", .ref("network")), .init("options", .map)]
        ) { (server, a) throws(XapiError) in
            try server.migrateReceive()
        },
        "VDI.pool_migrate": maker([.init("vdi", .ref("VDI")), .init("sr", .ref("SR")), .init("options", .map)]) {
            (server, a) throws(XapiError) in
            try server.poolMigrate(a.text("vdi"), to: a.text("sr"))
        },
        "VM.migrate_send": maker([
            vmParameter, .init("dest", .map), .init("live", .boolean), .init("vdi_map", .map), .init("vif_map", .map),
            .init("options", .map),
        ]) { (server, a) throws(XapiError) in
            try server.moveVolumes(of: a.text("vm"), a.entries("vdi_map"))
        },
    ]

    /// The tokens by which another server may send a VM.
    private func migrateReceive() throws(XapiError) -> XapiValue {
        try checkHost()
        let name = database.row("host", hostRef)?["address"] ?? ""
        let session = "OpaqueRef:" + UUID().uuidString.lowercased()
        return .map([
            ("SM", "https://\(name)/services/SM?session_id=\(session)"), ("host", hostRef),
            ("xenops", "https://\(name)/services/xenops?session_id=\(session)"), ("session_id", session),
            ("master", "https://\(name)"),
        ])
    }

    // MARK: - On one host

    /// A volume in use by a running VM goes to another storage.
    private mutating func poolMigrate(_ vdi: String, to storage: String) throws(XapiError) -> String {
        let users = database.refs("VBD", where: "VDI", is: vdi).compactMap { database.row("VBD", $0) }
            .filter { $0.bool("currently_attached") }
        guard let user = users.first else { throw XapiError("VDI_NEEDS_VM_FOR_MIGRATE", vdi) }
        try check("migrate_send", user["VM"])
        return try moveVolume(vdi, to: storage)
    }

    private mutating func moveVolumes(of ref: String, _ places: [(key: String, value: String)]) throws(XapiError)
        -> String
    {
        try check("migrate_send", ref)
        for (vdi, storage) in places {
            guard database.row("VDI", vdi) != nil else { throw .handleInvalid("VDI", vdi) }
            _ = try moveVolume(vdi, to: storage)
        }
        return ref
    }

    /// Its snapshots go along.
    private mutating func moveVolume(_ vdi: String, to storage: String) throws(XapiError) -> String {
        _ = try fetch("SR", storage)
        let row = try fetch("VDI", vdi)
        guard row["SR"] != storage else { return vdi }
        var copy = row
        copy["SR"] = storage
        let new = try store(copy)
        for vbd in database.refs("VBD", where: "VDI", is: vdi) { database.update("VBD", vbd) { $0["VDI"] = new } }
        for snapshot in database.refs("VDI", where: "snapshot_of", is: vdi) {
            database.update("VDI", snapshot) {
                $0["snapshot_of"] = new
                $0["SR"] = storage
            }
        }
        removeVolume(vdi)
        return new
    }

    // MARK: - To another server

    /// All that a VM consists of.
    func migration(of ref: String) throws(XapiError) -> XenMigration {
        try check("migrate_send", ref)
        var migration = XenMigration(vm: ref, items: [], storages: [:])
        func add(_ table: String, _ ref: String) {
            if let row = database.row(table, ref) { migration.items.append(.init(table: table, ref: ref, row: row)) }
        }
        func addVolume(_ vdi: String) {
            guard let row = database.row("VDI", vdi) else { return }
            add("VDI", vdi)
            migration.storages[vdi] = database.row("SR", row["SR"])?["uuid"]
        }
        for machine in [ref] + database.refs("VM", where: "snapshot_of", is: ref) {
            add("VM", machine)
            let row = try vm(machine)
            if row["metrics"] != XapiValue.null { add("VM_metrics", row["metrics"]) }
            if row["suspend_VDI"] != XapiValue.null { addVolume(row["suspend_VDI"]) }
            for (vbd, device) in devices("VBD", of: machine) {
                add("VBD", vbd)
                guard !device.bool("empty") else { continue }
                if device["type"] != "Disk", machine == ref { throw XapiError("VDI_NOT_IN_MAP", device["VDI"]) }
                if device["type"] == "Disk" { addVolume(device["VDI"]) }
            }
            for (vif, _) in devices("VIF", of: machine) { add("VIF", vif) }
        }
        return migration
    }

    /// The VM has gone; what it consisted of goes too.
    mutating func forget(_ migration: XenMigration) {
        for item in migration.items {
            if item.table == "VDI" { removeVolume(item.ref) } else { database.remove(item.table, item.ref) }
        }
        monitor.forget(migration.vm)
    }

    /// Takes a VM over whose volumes are on storage that is here too.
    /// - Parameters:
    ///   - volumes: the storage of each volume.
    ///   - cards: the network of each network card.
    mutating func accept(
        _ migration: XenMigration, volumes: [(key: String, value: String)], cards: [(key: String, value: String)]
    ) throws(XapiError) -> String {
        try checkHost()
        let storages = Dictionary(volumes.map { ($0.key, $0.value) }) { $1 }
        let networks = Dictionary(cards.map { ($0.key, $0.value) }) { $1 }
        let machines = migration.items.filter { $0.table == "VM" }
        guard let machine = machines.first(where: { $0.ref == migration.vm })?.row else {
            throw .handleInvalid("VM", migration.vm)
        }
        for item in machines where database.rows("VM").contains(where: { $0.row["uuid"] == item.row["uuid"] }) {
            throw XapiError("DUPLICATE_VM", item.row["uuid"])
        }
        let state = XenServer.state(machine["power_state"])
        let memory = Int(machine.int("memory_static_max") >> 20)
        if state == .running || state == .paused, memory > monitor.freeMiB {
            throw XapiError("HOST_NOT_ENOUGH_FREE_MEMORY", String(memory << 20), String(monitor.freeMiB << 20))
        }
        for item in migration.items {
            var row = item.row
            switch item.table {
            case "VM":
                row["resident_on"] = item.row["resident_on"] == XapiValue.null ? XapiValue.null : hostRef
                row["affinity"] = XapiValue.null
            case "VDI":
                let original = row["snapshot_of"] == XapiValue.null ? item.ref : row["snapshot_of"]
                guard let storage = storages[item.ref] ?? storages[original] ?? same(migration.storages[item.ref])
                else {
                    throw XapiError("VDI_NOT_IN_MAP", item.ref)
                }
                guard let own = database.row("SR", storage), own["uuid"] == migration.storages[item.ref] else {
                    throw XapiError("VDI_COPY_FAILED", item.ref, storage)
                }
                row["SR"] = storage
            case "VIF" where row["VM"] == migration.vm:
                guard let network = networks[item.ref], database.row("network", network) != nil else {
                    throw XapiError("VIF_NOT_IN_MAP", item.ref)
                }
                row["network"] = network
            default: break
            }
            database.put(item.table, item.ref, row)
            if item.table == "VDI" {
                database.update("SR", row["SR"]) {
                    $0["physical_utilisation"] = String(
                        $0.int("physical_utilisation") + row.int("physical_utilisation"))
                }
            }
        }
        let metrics = migration.items.first { $0.ref == machine["metrics"] }?.row
        monitor.adopt(
            migration.vm, state: state, memoryMiB: memory, booted: XenServer.date(metrics?["start_time"] ?? ""))
        return migration.vm
    }

    /// The storage here that has a UUID.
    private func same(_ uuid: String?) -> String? {
        uuid.flatMap { uuid in database.rows("SR").first { $0.row["uuid"] == uuid }?.ref }
    }
}
