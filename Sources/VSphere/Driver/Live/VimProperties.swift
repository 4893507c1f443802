import XML

/// The properties of one type that the driver follows.
struct VimProperties: Sendable {
    var type: String
    var paths: [String]

    var specification: Element {
        .vim("propSet", [.vim("type", type)] + paths.map { .vim("pathSet", $0) })
    }

    /// Whole properties rather than parts of them where a server may report a change of the whole only.
    static let machine = VimProperties(
        type: "VirtualMachine",
        paths: [
            "name", "parent", "resourcePool", "config", "runtime.host", "runtime.powerState",
            "summary.runtime.bootTime",
            "runtime.connectionState", "guest.toolsRunningStatus", "guest.toolsVersion", "guest.hostName", "guest.net",
            "guest.ipAddress", "snapshot", "datastore", "network",
        ])

    static let host = VimProperties(
        type: "HostSystem",
        paths: [
            "name", "parent", "summary.hardware", "hardware.cpuPkg", "config.product", "runtime.connectionState",
            "runtime.inMaintenanceMode", "runtime.bootTime", "config.network.pnic", "datastore", "network",
        ])

    static let datastore = VimProperties(type: "Datastore", paths: ["name", "parent", "summary", "browser"])
    static let network = VimProperties(type: "Network", paths: ["name", "parent"])
    static let portgroup = VimProperties(
        type: "DistributedVirtualPortgroup", paths: ["name", "parent", "key", "config.distributedVirtualSwitch"])
    static let distributedSwitch = VimProperties(
        type: "DistributedVirtualSwitch", paths: ["name", "uuid", "config.uplinkPortgroup"])
    static let computeResource = VimProperties(
        type: "ComputeResource", paths: ["name", "parent", "resourcePool", "host"])
    static let pool = VimProperties(type: "ResourcePool", paths: ["name", "parent"])
    static let folder = VimProperties(type: "Folder", paths: ["name", "parent", "childType"])
    static let datacenter = VimProperties(type: "Datacenter", paths: ["name", "parent", "vmFolder"])

    static let performanceManager = VimProperties(type: "PerformanceManager", paths: ["perfCounter"])
    static let task = VimProperties(type: "Task", paths: ["info"])

    /// What is followed on a stand-alone host, and what only a vCenter has.
    static let ofHost = [machine, host, datastore, network, computeResource, pool, folder, datacenter]
    static let ofVirtualCenter = ofHost + [portgroup, distributedSwitch]

    /// The types that have the properties of another one.
    private static let bases = [
        "ClusterComputeResource": "ComputeResource", "VirtualApp": "ResourcePool", "StoragePod": "Folder",
    ]

    /// Those of an object that is read by itself.
    static func of(_ object: ManagedObjectReference) -> VimProperties? {
        let type = bases[object.type] ?? object.type
        return ofVirtualCenter.first { $0.type == type }
    }
}
