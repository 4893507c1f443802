import Bus
import Generic
import Hosts
import Synchronization

/// One connection under management: a hypervisor host, or a management server with several hosts.
public final class ManagedHost: Sendable {
    public struct State: Sendable, Hashable {
        /// The generic identifiers of the hosts, known once they have been read.
        public var ids: [String] = []
        /// That of the only or first host.
        public var id: String? { ids.first }
        public var connected = false
        /// Why it is not connected.
        public var reason = "not read yet"
        /// The identifiers of the hosts that a user has disconnected: nothing is read of them, no command goes to them.
        public var detached: Set<String> = []
        /// Whether anything of it is followed.
        public var isFollowed: Bool { connected && (ids.isEmpty || !detached.isSuperset(of: ids)) }
    }

    /// As the configuration has it.
    public let name: String
    public let platform: String
    public let driver: any HostDriver
    private let content = Mutex(State())

    public init(name: String, platform: String, driver: any HostDriver) {
        self.name = name
        self.platform = platform
        self.driver = driver
    }

    public var state: State { content.withLock { $0 } }
    public var side: MappingContext.Side { .host(platform: platform, name: name) }

    /// What identifiers are unique in where the host is presented by itself. No host's own side has a colon in its name.
    public var scope: String { "as:\(name)" }

    /// - Throws: ``Fault`` with code `hostUnavailable` if no command can go to one of its hosts.
    func expectConnected(_ id: String?) throws(Fault) {
        let state = state
        guard state.connected else {
            throw Fault(.hostUnavailable, "The host \(name) is not connected: \(state.reason)", ["host": name])
        }
        if let id, state.detached.contains(id) {
            throw Fault(.hostUnavailable, "The host \(name) is disconnected", ["host": name])
        }
    }

    func update(_ body: (inout State) -> Void) {
        content.withLock { body(&$0) }
    }
}
