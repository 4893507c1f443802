import Agents
import Generic

extension Configuration {
    /// How clients see the fleet laid out.
    public struct Inventory: Sendable, Hashable {
        public var datacenters: [Datacenter] = [Datacenter(name: "Dragoman")]
    }

    public struct Datacenter: Sendable, Hashable {
        public var name: String
    }
}

extension Configuration.Inventory {
    static let root = "/"

    /// The layout as the transform server takes it. A container is known again by the path of its names.
    public var plan: LayoutPlan {
        var plan = LayoutPlan()
        let datacenterKind = ContainerKind.datacenter.rawValue
        let folder = ContainerKind.folder.rawValue
        plan.containers.append(
            .init(origin: Self.root, kind: folder, holds: datacenterKind, name: "Datacenters", parent: nil))
        for datacenter in datacenters {
            let origin = "/" + datacenter.name
            plan.containers.append(
                .init(origin: origin, kind: datacenterKind, name: datacenter.name, parent: .container(Self.root)))
            let types: [ObjectType] = [.vm, .host, .datastore, .network]
            for type in types {
                plan.containers.append(
                    .init(
                        origin: "\(origin)/\(type.rawValue)", kind: folder, holds: type.rawValue, name: type.rawValue,
                        parent: .container(origin)))
            }
            if plan.hostFolder.isEmpty { plan.hostFolder = "\(origin)/\(ObjectType.host.rawValue)" }
        }
        return plan
    }
}
