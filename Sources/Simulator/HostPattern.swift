import Foundation

/// What a simulated host is to have; what is nil is as ``HostSeed/fleetHost(name:macPrefix:vms:pattern:)`` has it.
public struct HostPattern: Sendable, Hashable {
    public var hardware = Hardware()
    public var datastores: [Storage]?
    /// Names.
    public var networks: [String]?
    public var machines: [Machines] = []

    public init() {}

    public struct Hardware: Sendable, Hashable {
        public var model: String?
        public var mhz: Int?
        public var sockets: Int?
        /// Of the whole host, as are the threads.
        public var cores: Int?
        public var threads: Int?
        public var memoryMiB: Int?

        public init() {}
    }

    public struct Storage: Sendable, Hashable {
        public var name: String
        /// GiB.
        public var capacity: Int
        /// GiB.
        public var free: Int
        /// One for all hosts of the platform that have a shared one of this name.
        public var shared: Bool

        public init(name: String, capacity: Int, free: Int, shared: Bool = false) {
            self.name = name
            self.capacity = capacity
            self.free = free
            self.shared = shared
        }
    }

    /// Machines that are alike.
    public struct Machines: Sendable, Hashable {
        /// `{host}` stands for the host's name, `{number}` for 1, 2 … and `{number:3}` for 001, 002 …
        public var name: String
        public var count = 1
        public var notes = ""
        public var cpus = 1
        public var coresPerSocket = 1
        public var memoryMiB = 1024
        public var efi = false
        public var secureBoot = false
        /// A libosinfo short identifier.
        public var guestOS = "debian12"
        /// GiB each.
        public var disks = [8]
        /// The names of networks of the host, one for each network card.
        public var nics: [String] = []
        public var cdrom = false
        public var state = PowerState.off
        /// Each the child of the one before.
        public var snapshots: [String] = []

        public init(name: String) {
            self.name = name
        }

        /// The names on a host, as many as there are machines.
        public func names(on host: String) -> [String] {
            (0..<count).map { index in
                var name = name.replacingOccurrences(of: "{host}", with: host)
                name = name.replacingOccurrences(of: "{number}", with: "\(index + 1)")
                for digits in 1...9 {
                    let number = "\(index + 1)"
                    let padded = String(repeating: "0", count: max(0, digits - number.count)) + number
                    name = name.replacingOccurrences(of: "{number:\(digits)}", with: padded)
                }
                return name
            }
        }
    }
}
