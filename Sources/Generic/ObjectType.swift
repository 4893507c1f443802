/// The types of the generic hypervisor protocol's objects, as `Mappings/generic/objects.rng` names their elements.
public enum ObjectType: String, Sendable, CaseIterable {
    case host, datastore, volume, network, vm, snapshot, task
    /// Kept by us, and shown by the protocols that have such a thing.
    case field

    /// Whether every platform has a word for it.
    public var isEverywhere: Bool { self != .volume && self != .field }
}
