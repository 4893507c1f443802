import Hosts

/// Which objects a change of rows concerns.
extension XenDatabase {
    /// The rows that are not the same in another database.
    func differences(from other: XenDatabase) -> Set<Key> {
        var keys: Set<Key> = []
        for table in Set(tables.keys).union(other.tables.keys) {
            let (mine, theirs) = (tables[table] ?? [:], other.tables[table] ?? [:])
            for ref in Set(mine.keys).union(theirs.keys) where mine[ref] != theirs[ref] {
                keys.insert(Key(table: table, ref: ref))
            }
        }
        return keys
    }

    /// What has to be announced of rows that were written: the objects they are, and those whose documents hold them.
    func changes(of keys: Set<Key>, since previous: XenDatabase) -> [HostChange] {
        var objects: Set<Key> = []
        for key in keys {
            for row in [row(key.table, key.ref), previous.row(key.table, key.ref)].compactMap({ $0 }) {
                switch key.table {
                case "VM":
                    objects.insert(Key(table: "VM", ref: row.bool("is_a_snapshot") ? row["snapshot_of"] : key.ref))
                case "VBD", "VIF": objects.formUnion(owner(row["VM"], previous))
                case "VM_metrics":
                    objects.formUnion(refs("VM", where: "metrics", is: key.ref).map { Key(table: "VM", ref: $0) })
                case "VDI":
                    if !row.bool("is_a_snapshot"), row["type"] == "user" { objects.insert(key) }
                    for vbd in refs("VBD", where: "VDI", is: key.ref) {
                        objects.formUnion(owner(self.row("VBD", vbd)?["VM"] ?? "", previous))
                    }
                case "SR", "network", "host": objects.insert(key)
                case "PBD": objects.insert(Key(table: "SR", ref: row["SR"]))
                case "PIF": objects.formUnion([Key(table: "network", ref: row["network"]), Key(table: "host", ref: row["host"])])
                case "host_metrics":
                    objects.formUnion(refs("host", where: "metrics", is: key.ref).map { Key(table: "host", ref: $0) })
                default: break
                }
            }
        }
        return objects.sorted { ($0.table, $0.ref) < ($1.table, $1.ref) }.compactMap { object in
            let reference = NativeReference(type: object.table, id: object.ref)
            if row(object.table, object.ref) != nil { return .changed(reference) }
            return previous.row(object.table, object.ref) == nil ? nil : .removed(reference)
        }
    }

    /// The VM of a device, or that of a snapshot whose device it is.
    private func owner(_ vm: String, _ previous: XenDatabase) -> [Key] {
        guard let row = row("VM", vm) ?? previous.row("VM", vm) else { return [] }
        return [Key(table: "VM", ref: row.bool("is_a_snapshot") ? row["snapshot_of"] : vm)]
    }
}
