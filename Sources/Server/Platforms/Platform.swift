import Endpoints
import Foundation
import Hosts
import HyperV
import KVM
import Logging
import Simulator
import VSphere
import Xen

/// A platform that hosts and clients may be of: one line each, and all that the rest of the program knows of them.
public struct Platform: Sendable {
    typealias Driver = @Sendable (HostSeed, URL, Logger) throws -> any HostDriver

    /// Its name in configurations, and its folder in `Mappings`.
    public let name: String
    /// The first bytes of MAC addresses that its vendor gives to machines.
    let macPrefix: String
    let simulated: Driver
    /// The driver of real hosts; nil if there is none yet.
    let live: Live?

    /// How real hosts are managed.
    struct Live: Sendable {
        /// Where such servers answer, if a URL has no path.
        var path: String
        /// What their URLs begin with; the first is the one to prefer.
        var schemes = EndpointScheme.web
        /// Whether they let nobody in without a password.
        var needsLogin = true
        /// Makes the driver. The folder is the platform's of the mappings.
        var driver: @Sendable (EndpointSettings, URL, Logger) throws -> any HostDriver
    }

    public static let all = [
        Platform(
            "vsphere", macPrefix: "00:50:56", live: Live(path: "/sdk") { LiveVSphereHost($0, logger: $2) }
        ) { try SimulatedESXiHost(seed: $0, directory: $1, logger: $2) },
        Platform(
            "kvm", macPrefix: "52:54:00",
            live: Live(path: "/system", schemes: LiveKVMHost.schemes, needsLogin: false) {
                try LiveKVMHost($0, procedures: $1.appendingPathComponent("procedures.txt"), logger: $2)
            }
        ) { try SimulatedKVMHost(seed: $0, directory: $1, logger: $2) },
        Platform(
            "xen", macPrefix: "00:16:3e", live: Live(path: "/") { LiveXenHost($0, logger: $2) }
        ) { try SimulatedXenHost(seed: $0, directory: $1, logger: $2) },
        Platform("hyperv", macPrefix: "00:15:5d") { try SimulatedHyperVHost(seed: $0, directory: $1, logger: $2) },
    ]

    public static var names: [String] { all.map(\.name) }

    public static func named(_ name: String) -> Platform? { all.first { $0.name == name } }

    private init(_ name: String, macPrefix: String, live: Live? = nil, simulated: @escaping Driver) {
        self.name = name
        self.macPrefix = macPrefix
        self.simulated = simulated
        self.live = live
    }

    /// A host or management server that is reached over the network; nil if this platform has no driver for one.
    /// - Throws: what keeps the driver from reading its part of the mappings.
    public func liveHost(_ settings: EndpointSettings, mappings: URL, logger: Logger) throws -> (any HostDriver)? {
        try live?.driver(settings, mappings.appendingPathComponent(name), logger)
    }

    /// A host whose hypervisor is in this process, with its data below `directory`. Hosts in directories beside it reach
    /// each other; what they share is in `shared/PLATFORM` beside the directory that those are in.
    /// - Throws: what keeps its data from being written or read.
    public func simulatedHost(
        name: String, vms: Int, pattern: HostPattern = HostPattern(), directory: URL, logger: Logger
    ) throws -> any HostDriver {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let state = directory.deletingLastPathComponent().deletingLastPathComponent()
        let shares = state.appendingPathComponent("shared/\(self.name)")
        let seed = HostSeed.fleetHost(name: name, macPrefix: macPrefix, vms: vms, pattern: pattern, shares: shares)
        return try simulated(seed, directory, logger)
    }
}
