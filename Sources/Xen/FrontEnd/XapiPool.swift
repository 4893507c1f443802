import Agents
import Store

/// What one front end presents as a pool: the whole fleet, or some of its hosts.
public struct XapiPool: Sendable {
    /// What clients call it.
    public var name: String
    /// Its hosts; nil: all there are.
    public var hosts: [ManagedHost]?

    public init(name: String, hosts: [ManagedHost]? = nil) {
        self.name = name
        self.hosts = hosts
    }

    /// What its identifiers are unique in. An object that is in several pools has identifiers of its own in each, and what
    /// is in the whole fleet keeps its own whatever that is called. No host's side has a colon in its name.
    var scope: String { hosts == nil ? "" : "pool:\(name)" }

    func layout(_ store: Store) -> (any InventoryLayout)? {
        hosts.map { GroupLayout($0, scope: scope, store) }
    }
}
