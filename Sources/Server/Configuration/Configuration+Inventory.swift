import Foundation
import Yams

extension Configuration {
    /// How clients see the fleet laid out.
    public struct Inventory: Sendable, Hashable {
        /// Hosts that are nowhere else are in the first one.
        public var datacenters: [Datacenter] = [Datacenter(name: "Dragoman")]
    }

    public struct Datacenter: Sendable, Hashable {
        public var name: String
        public var clusters: [Cluster] = []
        /// Hosts that stand alone, by their names.
        public var hosts: [String] = []
        /// Pools of hosts that stand alone.
        public var pools: [Pool] = []
        /// Folders of VMs.
        public var folders: [Folder] = []
    }

    public struct Cluster: Sendable, Hashable {
        public var name: String
        public var hosts: [String] = []
        public var pools: [Pool] = []
    }

    public struct Pool: Sendable, Hashable {
        public var name: String
        /// The stand-alone host that it divides; nil for one of a cluster or of another pool.
        public var host: String?
        /// Patterns of VMs' names.
        public var vms: [String] = []
        public var pools: [Pool] = []
    }

    public struct Folder: Sendable, Hashable {
        public var name: String
        public var vms: [String] = []
        public var folders: [Folder] = []
    }

    func readInventory(_ node: Yams.Node?, _ reader: ConfigurationReader) -> Inventory {
        guard let node else { return Inventory() }
        guard let fields = reader.fields(node, of: "inventory", known: ["datacenters"]) else { return Inventory() }
        var placed: Set<String> = []
        let items = reader.items(fields["datacenters"], of: "inventory.datacenters") ?? []
        if items.isEmpty { reader.fault(node, "inventory needs at least one of 'datacenters'") }
        let datacenters = items.enumerated().compactMap { index, item in
            readDatacenter(item, "inventory.datacenters[\(index)]", &placed, reader)
        }
        refuseTwins(datacenters.map(\.name), items, "inventory.datacenters", reader)
        return Inventory(datacenters: datacenters)
    }

    private func readDatacenter(
        _ item: Yams.Node, _ what: String, _ placed: inout Set<String>, _ reader: ConfigurationReader
    ) -> Datacenter? {
        let known = ["name", "clusters", "hosts", "pools", "folders"]
        guard let fields = reader.fields(item, of: what, known: known), let name = readName(item, fields, what, reader)
        else { return nil }
        var datacenter = Datacenter(name: name)
        let clusters = reader.items(fields["clusters"], of: "\(what).clusters") ?? []
        for (index, item) in clusters.enumerated() {
            let what = "\(what).clusters[\(index)]"
            guard let fields = reader.fields(item, of: what, known: ["name", "hosts", "pools"]),
                let name = readName(item, fields, what, reader)
            else { continue }
            datacenter.clusters.append(
                Cluster(
                    name: name, hosts: readHostNames(fields["hosts"], "\(what).hosts", &placed, reader),
                    pools: readPools(fields["pools"], "\(what).pools", hosts: nil, reader)))
        }
        refuseTwins(datacenter.clusters.map(\.name), clusters, "\(what).clusters", reader)
        datacenter.hosts = readHostNames(fields["hosts"], "\(what).hosts", &placed, reader)
        datacenter.pools = readPools(fields["pools"], "\(what).pools", hosts: datacenter.hosts, reader)
        datacenter.folders = readFolders(fields["folders"], "\(what).folders", reader)
        return datacenter
    }

    /// Names of hosts, and of all that match a pattern with `*` or `?`. Each host is in one place.
    private func readHostNames(
        _ node: Yams.Node?, _ what: String, _ placed: inout Set<String>, _ reader: ConfigurationReader
    ) -> [String] {
        var names: [String] = []
        for pattern in reader.texts(node, of: what) ?? [] {
            let found = hosts.map(\.name).filter { fnmatch(pattern, $0, 0) == 0 }
            if found.isEmpty {
                let known = hosts.isEmpty ? "there are none" : "there are \(hosts.map(\.name).joined(separator: ", "))"
                reader.fault(node, "\(what) has '\(pattern)', which no host is called: \(known)")
            }
            for name in found {
                if !placed.insert(name).inserted {
                    reader.fault(node, "\(what) has '\(pattern)', but the host '\(name)' is in another place already")
                }
                names.append(name)
            }
        }
        return names
    }

    /// - Parameter hosts: the hosts that pools divide; nil where they divide a cluster or a pool.
    private func readPools(_ node: Yams.Node?, _ what: String, hosts: [String]?, _ reader: ConfigurationReader) -> [Pool] {
        var pools: [Pool] = []
        let items = reader.items(node, of: what) ?? []
        for (index, item) in items.enumerated() {
            let what = "\(what)[\(index)]"
            let known = ["name", "vms", "pools"] + (hosts == nil ? [] : ["host"])
            guard let fields = reader.fields(item, of: what, known: known), let name = readName(item, fields, what, reader)
            else { continue }
            let host = hosts.flatMap { hosts -> String? in
                let host = reader.required(reader.text(fields["host"], of: "\(what).host"), "host", of: what, in: item, fields)
                guard let host, !hosts.contains(host) else { return host }
                reader.fault(
                    fields["host"],
                    "\(what).host is '\(host)'; it must be one of the datacenter's own hosts: \(hosts.joined(separator: ", "))")
                return nil
            }
            pools.append(
                Pool(
                    name: name, host: host, vms: reader.texts(fields["vms"], of: "\(what).vms") ?? [],
                    pools: readPools(fields["pools"], "\(what).pools", hosts: nil, reader)))
        }
        refuseTwins(pools.map { "\($0.host ?? "")/\($0.name)" }, items, what, reader)
        return pools
    }

    private func readFolders(_ node: Yams.Node?, _ what: String, _ reader: ConfigurationReader) -> [Folder] {
        let items = reader.items(node, of: what) ?? []
        let folders = items.enumerated().compactMap { index, item -> Folder? in
            let what = "\(what)[\(index)]"
            guard let fields = reader.fields(item, of: what, known: ["name", "vms", "folders"]),
                let name = readName(item, fields, what, reader)
            else { return nil }
            return Folder(
                name: name, vms: reader.texts(fields["vms"], of: "\(what).vms") ?? [],
                folders: readFolders(fields["folders"], "\(what).folders", reader))
        }
        refuseTwins(folders.map(\.name), items, what, reader)
        return folders
    }

    private func readName(
        _ item: Yams.Node, _ fields: [String: Yams.Node], _ what: String, _ reader: ConfigurationReader
    ) -> String? {
        let name = reader.required(reader.text(fields["name"], of: "\(what).name"), "name", of: what, in: item, fields)
        guard let name else { return nil }
        if name.count > 80 || name.contains("/") {
            reader.fault(fields["name"], "\(what).name is '\(name)'; it may have 80 characters, and no '/'")
        }
        return name
    }

    private func refuseTwins(_ names: [String], _ items: [Yams.Node], _ what: String, _ reader: ConfigurationReader) {
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            reader.fault(items.indices.contains(index) ? items[index] : nil, "\(what) has the name '\(name)' twice")
        }
    }
}
