import Yams

/// The listeners of XenAPI clients, each of which presents a pool.
extension Configuration {
    public struct PoolListener: Sendable, Hashable {
        /// What clients call the pool; nil: the front end's own name for the fleet.
        public var pool: String?
        /// The pool's hosts, as the configuration calls them; nil: all of them.
        public var hosts: [String]?
        public var listener: Listener
        /// The line of the file, for messages.
        public var line: Int?

        /// Whether both present the same.
        public func isOnePool(with other: PoolListener) -> Bool {
            pool == other.pool && hosts.map(Set.init) == other.hosts.map(Set.init)
        }
    }

    /// One listener, or a list of them.
    func readPoolListeners(_ node: Yams.Node?, _ reader: ConfigurationReader) -> [PoolListener] {
        guard let node else { return [] }
        let what = "listeners.xen"
        guard let items = node.sequence else { return readPoolListener(node, what, reader).map { [$0] } ?? [] }
        if items.isEmpty { reader.fault(node, "\(what) is an empty list; leave it out where there is no listener") }
        return items.enumerated().compactMap { readPoolListener($1, "\(what)[\($0)]", reader) }
    }

    private func readPoolListener(_ node: Yams.Node, _ what: String, _ reader: ConfigurationReader) -> PoolListener? {
        guard let fields = reader.fields(node, of: what, known: ["address", "port", "tls", "pool", "hosts"]) else {
            return nil
        }
        let listener = readListener(fields, what, port: 8444, alwaysTLS: true, reader)
        let pool = reader.text(fields["pool"], of: "\(what).pool")
        var hosts: [String]?
        if let names = reader.items(fields["hosts"], of: "\(what).hosts") {
            hosts = names.enumerated().compactMap { reader.text($1, of: "\(what).hosts[\($0)]") }
            if names.isEmpty {
                reader.fault(fields["hosts"], "\(what).hosts is empty; without it, all hosts are presented")
            }
            if pool == nil, fields["pool"] == nil {
                reader.fault(node, "\(what) has hosts and needs the key 'pool': a name for them")
            }
        }
        return PoolListener(pool: pool, hosts: hosts, listener: listener, line: node.mark?.line)
    }

    /// Each host is there, and each pool is one thing.
    func checkPoolListeners(_ reader: ConfigurationReader) {
        for (index, one) in listeners.xen.enumerated() {
            let pool = one.pool ?? ""
            for (place, host) in (one.hosts ?? []).enumerated() {
                if !hosts.contains(where: { $0.name == host }) {
                    let known =
                        hosts.isEmpty ? "there are none" : "there are \(hosts.map(\.name).joined(separator: ", "))"
                    reader.fault(
                        line: one.line,
                        "the pool '\(pool)' has the host '\(host)', which is not among the hosts: \(known)")
                }
                if one.hosts?[..<place].contains(host) == true {
                    reader.fault(line: one.line, "the pool '\(pool)' has the host '\(host)' twice")
                }
            }
            guard let other = listeners.xen[..<index].first(where: { !$0.isOnePool(with: one) && $0.mayBe(one) }) else {
                continue
            }
            if one.hosts == nil, other.hosts == nil {
                reader.fault(
                    line: one.line,
                    "listeners.xen: the pool of all hosts has one name, and not both '\(other.pool ?? "")' and '\(pool)'"
                )
            } else {
                reader.fault(
                    line: one.line,
                    "listeners.xen: the pool '\(pool)' is there with other hosts; each pool needs its own name")
            }
        }
    }
}

extension Configuration.PoolListener {
    /// Whether clients would take both for the same pool.
    fileprivate func mayBe(_ other: Self) -> Bool { pool == other.pool || (hosts == nil && other.hosts == nil) }
}
