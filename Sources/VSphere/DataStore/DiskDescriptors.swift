/// The descriptors of a machine's disks while it is being read: each is read once.
final class DiskDescriptors {
    private let store: ESXiDataStore
    private var known: [DatastorePath: DiskDescriptor?] = [:]

    init(_ store: ESXiDataStore) { self.store = store }

    /// Nil if there is none that can be read.
    subscript(path: DatastorePath) -> DiskDescriptor? {
        if let descriptor = known[path] { return descriptor }
        let descriptor = store.readDescriptor(path)
        known[path] = .some(descriptor)
        return descriptor
    }
}
