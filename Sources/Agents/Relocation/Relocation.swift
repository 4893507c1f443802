import Bus
import Generic
import Store
import XML

/// What a `vm.relocate` comes to, in order: disks change their datastores on one host at a time, and a machine changes
/// its host with its storage, which both hosts have to have.
struct Relocation: Sendable {
    static let command = "vm.relocate"

    /// Disks to be moved before the machine is, on its present host: a command without a destination.
    var before: Element?
    /// The host to move to, if that is another one.
    var destination: Destination?
    /// Disks to be moved afterwards, on the host where the machine is then.
    var after: Element?
    /// What stands against it.
    var faults: [Fault] = []

    /// What has a datastore and can move: a disk, or the machine's configuration.
    struct Item {
        /// nil: the configuration.
        var disk: Element?
        /// Where it is, on the present host.
        var datastore: String?
        /// Where it is wanted; as clients call it.
        var wanted: String?
        var thin: Bool?
    }
}
