/// The types of the generic hypervisor protocol's objects, as `Mappings/generic/objects.rng` names their elements.
public enum ObjectType: String, Sendable, CaseIterable {
    case host, datastore, volume, network, vm, snapshot, task
}
