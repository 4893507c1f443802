import Synchronization

/// Which host of the configuration an identifier stands for, and the other way. Hosts get their identifiers when they are first read.
final class HostNames: Sendable {
    private let hosts = Mutex<[ManagedHost]>([])

    func set(_ new: [ManagedHost]) {
        hosts.withLock { $0 = new }
    }

    func name(of id: String) -> String? {
        hosts.withLock { hosts in hosts.first { $0.state.ids.contains(id) }?.name }
    }

    func id(of name: String) -> String? {
        hosts.withLock { hosts in hosts.first { $0.name == name }?.state.id }
    }
}
