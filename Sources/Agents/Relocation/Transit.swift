import Hosts
import Synchronization

/// The machines that are just moving from one host to another: until one has come to an end of its way, neither host's
/// view of it counts.
final class Transit: Sendable {
    private struct Content {
        /// The name of the destination, by the machine's identifier.
        var destinations: [String: String] = [:]
        /// What was seen on a destination and is not known, by the host's name.
        var waiting: [String: Set<NativeReference>] = [:]
    }

    private let content = Mutex(Content())

    func begin(_ id: String, to host: ManagedHost) {
        content.withLock { $0.destinations[id] = host.name }
    }

    /// - Returns: what has to be read now on the host.
    func end(_ id: String, on host: ManagedHost) -> Set<NativeReference> {
        content.withLock { content in
            content.destinations[id] = nil
            guard !content.destinations.values.contains(host.name) else { return [] }
            return content.waiting.removeValue(forKey: host.name) ?? []
        }
    }

    func contains(_ id: String) -> Bool { content.withLock { $0.destinations[id] != nil } }

    func isBound(for host: String) -> Bool { content.withLock { $0.destinations.values.contains(host) } }

    func wait(_ reference: NativeReference, on host: ManagedHost) {
        content.withLock { _ = $0.waiting[host.name, default: []].insert(reference) }
    }
}
