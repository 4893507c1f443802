import Generic
import Hosts

/// Where objects are. What several hosts of a pool have is one object for each of them, named `SR/HOST`.
extension PoolRecords {
    /// The master first.
    var hosts: [String] {
        let all = refs("host")
        guard let master = refs("pool").firstNonNil({ self.record("pool", $0)?["master"] }),
            all.contains(master)
        else { return all }
        return [master] + all.filter { $0 != master }
    }

    /// The hosts that have a storage or network. A network without an adapter is inside each host.
    func hosts(_ type: String, _ ref: String) -> [String] {
        let links = type == "SR" ? "PBD" : "PIF"
        let found = Set(refs(links, where: type, is: ref).compactMap { record(links, $0)?["host"] })
        let present = hosts.filter { found.contains($0) }
        if !present.isEmpty { return present }
        return type == "SR" ? Array(hosts.prefix(1)) : hosts
    }

    /// What a storage or network is called on a host: on that one if it is there, else where it is.
    func name(_ type: String, _ ref: String, on host: String) -> String {
        guard isShared(type, ref) else { return ref }
        let all = hosts(type, ref)
        guard let place = all.contains(host) ? host : all.first else { return ref }
        return "\(ref)/\(place)"
    }

    /// The record behind a name of ours, and the host in it.
    func place(_ name: String, _ type: String) -> (ref: String, host: String?) {
        guard let slash = name.lastIndex(of: "/") else { return (name, nil) }
        let (ref, host) = (String(name[..<slash]), String(name[name.index(after: slash)...]))
        return record(type, ref) != nil && record("host", host) != nil ? (ref, host) : (name, nil)
    }

    private func isShared(_ type: String, _ ref: String) -> Bool {
        guard let record = record(type, ref) else { return false }
        return type == "network" || record.isTrue("shared")
    }

    /// Where a machine is, also where its record does not say so: where it runs or is to run, where the storage of its
    /// disks is, where it is meant to run, where it last ran, at the master.
    func host(of vm: String) -> String? {
        let row = record("VM", vm)
        if let host = known(row?["resident_on"]) ?? known(row?["scheduled_to_be_resident_on"]) { return host }
        let storages = refs("VBD", where: "VM", is: vm).compactMap { record("VBD", $0)?["VDI"] }
            .compactMap { record("VDI", $0)?["SR"] }
        for storage in storages where record("SR", storage)?.isTrue("shared") == false {
            let connected = hosts("SR", storage)
            if connected.count == 1 { return connected[0] }
        }
        return known(row?["affinity"]) ?? known(residences[vm]) ?? hosts.first
    }

    private func known(_ host: String?) -> String? { host.flatMap { record("host", $0) == nil ? nil : $0 } }

    // MARK: - What is presented

    /// Everything that is presented: hosts first, then the storage for new disks.
    var presented: [NativeReference] {
        var references = hosts.map { NativeReference(type: "host", id: $0) }
        let preferred = refs("pool").first.flatMap { record("pool", $0)?["default_SR"] }
        func rank(_ ref: String) -> Int {
            ref == preferred ? 0 : ["iso", "udev"].contains(record("SR", ref)?["type"]) ? 2 : 1
        }
        func label(_ type: String, _ ref: String) -> String { record(type, ref)?["name_label"] ?? "" }
        let storages = refs("SR").sorted { (rank($0), label("SR", $0), $0) < (rank($1), label("SR", $1), $1) }
        references += storages.flatMap { presented("SR", $0) }
        let networks = refs("network").sorted { (label("network", $0), $0) < (label("network", $1), $1) }
        references += networks.flatMap { presented("network", $0) }
        for type in ["VDI", "VM"] { references += refs(type).flatMap { presented(type, $0) } }
        return references
    }

    /// How the objects are named that one record is presented as.
    func presented(_ type: String, _ ref: String) -> [NativeReference] {
        guard let record = record(type, ref) else { return [] }
        switch type {
        case "host": return [NativeReference(type: type, id: ref)]
        case "SR", "network": return hosts(type, ref).map { NativeReference(type: type, id: name(type, ref, on: $0)) }
        case "VDI": return record.isVolume ? [NativeReference(type: type, id: ref)] : []
        case "VM": return record.isMachine ? [NativeReference(type: type, id: ref)] : []
        default: return []
        }
    }
}

extension PoolRecord {
    /// Disks and images; the copies of snapshots and the memory of suspended machines are parts of their machines, and what
    /// is not managed is what several disks have in common.
    var isVolume: Bool {
        !isTrue("is_a_snapshot") && values["type"]?.text == "user" && values["managed"] != .boolean(false)
    }

    /// Neither a snapshot nor a control domain, and none of the templates that every server has.
    var isMachine: Bool {
        !isTrue("is_a_snapshot") && !isTrue("is_control_domain") && !isTrue("is_default_template")
            && values["other_config"]?["default_template"]?.text != "true"
    }
}
