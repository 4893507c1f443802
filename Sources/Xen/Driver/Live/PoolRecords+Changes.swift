import Hosts

/// Which objects a change of a record concerns.
extension PoolRecords {
    /// Takes over events.
    /// - Returns: what has to be told of them, in a fixed order.
    mutating func take(_ events: [XapiEvents.Event]) -> [HostChange] {
        var objects: Set<NativeReference> = []
        var isEverything = false
        for event in events {
            let shown = presented(event.type, event.ref)
            guard let (before, after) = apply(event), event.type != "task" else { continue }
            // What is where decides what everything else is called.
            if isOfPlaces(event.type, before, after) { isEverything = true }
            objects.formUnion(shown)
            for record in [before, after].compactMap({ $0 }) {
                objects.formUnion(concerned(event.type, event.ref, record))
            }
        }
        if isEverything { return [.everything] }
        return objects.sorted { ($0.type, $0.id) < ($1.type, $1.id) }.map { reference in
            let (ref, _) = place(reference.id, reference.type)
            return presented(reference.type, ref).contains(reference) ? .changed(reference) : .removed(reference)
        }
    }

    private func isOfPlaces(_ type: String, _ before: PoolRecord?, _ after: PoolRecord?) -> Bool {
        let isNewOrGone = before == nil || after == nil
        switch type {
        case "host", "SR", "network": return isNewOrGone || before?.values["shared"] != after?.values["shared"]
        case "PBD": return isNewOrGone || before?["host"] != after?["host"] || before?["SR"] != after?["SR"]
        case "PIF": return isNewOrGone || before?["host"] != after?["host"] || before?["network"] != after?["network"]
        case "pool": return before?["master"] != after?["master"]
        default: return false
        }
    }

    /// The objects whose documents hold a record.
    private func concerned(_ type: String, _ ref: String, _ record: PoolRecord) -> [NativeReference] {
        switch type {
        case "VM":
            return record.isTrue("is_a_snapshot") ? record["snapshot_of"].map(machine) ?? [] : presented(type, ref)
        case "VBD", "VIF": return record["VM"].map(machine) ?? []
        case "VM_metrics": return refs("VM", where: "metrics", is: ref).flatMap(machine)
        case "VM_guest_metrics": return refs("VM", where: "guest_metrics", is: ref).flatMap(machine)
        case "VDI":
            let owners = refs("VBD", where: "VDI", is: ref).compactMap { self.record("VBD", $0)?["VM"] }
            return presented(type, ref) + owners.flatMap(machine)
        case "host", "SR", "network": return presented(type, ref)
        case "PBD": return record["SR"].map { presented("SR", $0) } ?? []
        case "PIF":
            return (record["network"].map { presented("network", $0) } ?? [])
                + (record["host"].map { presented("host", $0) } ?? [])
        case "host_metrics": return refs("host", where: "metrics", is: ref).flatMap { presented("host", $0) }
        case "PIF_metrics":
            return refs("PIF", where: "metrics", is: ref).compactMap { self.record("PIF", $0)?["host"] }
                .flatMap { presented("host", $0) }
        default: return []
        }
    }

    /// A machine, or that of a snapshot.
    private func machine(_ ref: String) -> [NativeReference] {
        guard let record = record("VM", ref) else { return [] }
        return presented("VM", record.isTrue("is_a_snapshot") ? record["snapshot_of"] ?? ref : ref)
    }
}
