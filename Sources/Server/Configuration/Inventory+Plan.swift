import Agents
import Generic

extension Configuration.Inventory {
    static let root = "/"

    /// The layout as the transform server takes it. A container is known again by the path of its names.
    public var plan: LayoutPlan {
        var plan = LayoutPlan()
        plan.containers.append(
            .init(
                origin: Self.root, kind: ContainerKind.folder.rawValue, holds: ContainerKind.datacenter.rawValue,
                name: "Datacenters", parent: nil))
        for datacenter in datacenters { plan.add(datacenter) }
        return plan
    }
}

extension LayoutPlan {
    fileprivate mutating func add(_ datacenter: Configuration.Datacenter) {
        let origin = "/" + datacenter.name
        containers.append(
            .init(
                origin: origin, kind: ContainerKind.datacenter.rawValue, name: datacenter.name,
                parent: .container(Configuration.Inventory.root)))
        let types: [ObjectType] = [.vm, .host, .datastore, .network]
        for type in types {
            containers.append(
                .init(
                    origin: "\(origin)/\(type.rawValue)", kind: ContainerKind.folder.rawValue, holds: type.rawValue,
                    name: type.rawValue, parent: .container(origin)))
        }
        let folder = "\(origin)/\(ObjectType.host.rawValue)"
        if hostFolder.isEmpty { hostFolder = folder }
        for host in datacenter.hosts { hosts[host] = folder }
        for cluster in datacenter.clusters {
            let place = "\(folder)/\(cluster.name)"
            containers.append(
                .init(origin: place, kind: ContainerKind.cluster.rawValue, name: cluster.name, parent: .container(folder)))
            for host in cluster.hosts { hosts[host] = place }
            for pool in cluster.pools { add(pool, in: .container(place), place) }
        }
        for pool in datacenter.pools {
            guard let host = pool.host else { continue }
            // A host may not be called as a cluster is, but what is its own has to be told apart all the same.
            add(pool, in: .host(host), "\(folder)//\(host)")
        }
        for inner in datacenter.folders { add(inner, in: "\(origin)/\(ObjectType.vm.rawValue)") }
    }

    private mutating func add(_ pool: Configuration.Pool, in parent: Container.Parent, _ path: String) {
        let origin = "\(path)/\(pool.name)"
        containers.append(.init(origin: origin, kind: ContainerKind.pool.rawValue, name: pool.name, parent: parent))
        rules += pool.vms.map { Rule(pattern: $0, origin: origin) }
        for inner in pool.pools { add(inner, in: .container(origin), origin) }
    }

    private mutating func add(_ folder: Configuration.Folder, in path: String) {
        let origin = "\(path)/\(folder.name)"
        containers.append(
            .init(
                origin: origin, kind: ContainerKind.folder.rawValue, holds: ObjectType.vm.rawValue, name: folder.name,
                parent: .container(path)))
        rules += folder.vms.map { Rule(pattern: $0, origin: origin) }
        for inner in folder.folders { add(inner, in: origin) }
    }
}
