import Hosts
import Synchronization

/// The machines that are just moving from one host to another: until one has come to an end of its way, neither host's
/// view of it counts.
final class Transit: Sendable {
    struct Way: Sendable {
        let source: ManagedHost
        let destination: ManagedHost
        /// The command that moves it.
        let command: String
        /// Its command has come to an end, and the hosts have to tell where it is.
        var isOpen = false
        /// What the destination calls it, if the source told so when it was done.
        var reference: NativeReference?
    }

    private struct Content {
        /// By the machine's identifier.
        var ways: [String: Way] = [:]
        /// What was seen on a destination and is not known, by the host's name.
        var waiting: [String: Set<NativeReference>] = [:]

        func isBound(for host: String) -> Bool { ways.values.contains { $0.destination.name == host } }
    }

    private let content = Mutex(Content())

    func begin(_ id: String, from source: ManagedHost, to destination: ManagedHost, by command: String) {
        content.withLock { $0.ways[id] = Way(source: source, destination: destination, command: command) }
    }

    /// The command that moves it says no more: its hosts have to be asked.
    func open(_ id: String, as reference: NativeReference? = nil) {
        content.withLock { content in
            content.ways[id]?.isOpen = true
            content.ways[id]?.reference = reference
        }
    }

    /// - Returns: what has to be read now on the destination.
    func end(_ id: String) -> Set<NativeReference> {
        content.withLock { content in
            guard let host = content.ways.removeValue(forKey: id)?.destination.name, !content.isBound(for: host) else {
                return []
            }
            return content.waiting.removeValue(forKey: host) ?? []
        }
    }

    func contains(_ id: String) -> Bool { content.withLock { $0.ways[id] != nil } }

    /// nil for a machine that does not move, or whose command is still carried out.
    func openWay(of id: String) -> Way? { content.withLock { $0.ways[id].flatMap { $0.isOpen ? $0 : nil } } }

    /// The machines of which the hosts have to tell where they are, on one host's side or on all.
    func open(on host: ManagedHost? = nil) -> [String] {
        content.withLock { content in
            content.ways.filter { $1.isOpen && (host == nil || $1.source === host || $1.destination === host) }.map(
                \.key)
        }
    }

    func isBound(for host: String) -> Bool { content.withLock { $0.isBound(for: host) } }

    func wait(_ reference: NativeReference, on host: ManagedHost) {
        content.withLock { _ = $0.waiting[host.name, default: []].insert(reference) }
    }

    func waiting(on host: ManagedHost) -> Set<NativeReference> {
        content.withLock { $0.waiting[host.name] ?? [] }
    }
}
