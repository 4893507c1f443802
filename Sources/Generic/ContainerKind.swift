/// What an inventory is laid out in: the elements of `Mappings/generic/objects.rng` that hold others and are on no host.
public enum ContainerKind: String, Sendable, CaseIterable {
    case datacenter, folder, cluster, pool
}
