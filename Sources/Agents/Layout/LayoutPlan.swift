/// The layout that the configuration asks for: containers, and where hosts and VMs are at first.
public struct LayoutPlan: Sendable, Hashable {
    public struct Container: Sendable, Hashable {
        public enum Parent: Sendable, Hashable {
            /// The container of that place in the configuration.
            case container(String)
            /// A stand-alone host, by its name in the configuration; for a pool.
            case host(String)
        }
        /// Its place in the configuration, by which it is known again at the next start.
        public var origin: String
        public var kind: String
        public var holds: String?
        public var name: String
        /// nil for the root folder.
        public var parent: Parent?

        public init(origin: String, kind: String, holds: String? = nil, name: String, parent: Parent?) {
            self.origin = origin
            self.kind = kind
            self.holds = holds
            self.name = name
            self.parent = parent
        }
    }

    /// VMs whose names match go into a folder or pool when they are first seen.
    public struct Rule: Sendable, Hashable {
        /// `*` stands for any characters, `?` for one.
        public var pattern: String
        public var origin: String

        public init(pattern: String, origin: String) {
            self.pattern = pattern
            self.origin = origin
        }
    }

    /// Each after the one it is in.
    public var containers: [Container] = []
    /// The folder or cluster of each host that is named, by the host's name.
    public var hosts: [String: String] = [:]
    /// The folder of all other hosts.
    public var hostFolder = ""
    public var rules: [Rule] = []

    public init() {}
}
