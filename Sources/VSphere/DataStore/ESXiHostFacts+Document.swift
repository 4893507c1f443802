import Foundation
import XML

extension ESXiHostFacts {
    var document: Document {
        var root = ESXiDocument.element("host", [("id", ESXiHostFacts.hostID), ("name", name), ("uuid", uuid)])
        root.append(
            ESXiDocument.element(
                "product",
                [
                    ("name", file["/product/name"] ?? "VMware ESXi"), ("version", file["/product/version"] ?? ""),
                    ("build", file["/product/build"]),
                ]))
        root.append(
            ESXiDocument.element(
                "hardware",
                [
                    ("vendor", file["/hardware/vendor"] ?? ""), ("model", file["/hardware/model"] ?? ""),
                    ("memorySize", String(memory)), ("cpuModel", file["/hardware/cpu/model"] ?? ""),
                    ("cpuVendor", file["/hardware/cpu/vendor"] ?? ""), ("hz", file["/hardware/cpu/hz"] ?? "1000000000"),
                    ("numCpuPackages", file["/hardware/cpu/packages"] ?? "1"),
                    ("numCpuCores", file["/hardware/cpu/cores"] ?? "1"),
                    ("numCpuThreads", file["/hardware/cpu/threads"] ?? "1"),
                ]))
        root.append(
            ESXiDocument.element(
                "runtime",
                [
                    ("connectionState", "connected"), ("powerState", "poweredOn"),
                    ("inMaintenanceMode", file.flag("/system/maintenanceMode") ? "true" : "false"),
                    ("bootTime", file["/system/bootTime"]),
                ]))
        for index in 0..<32 {
            let prefix = String(format: "/net/pnic/child[%04d]/", index)
            guard let device = file[prefix + "name"] else { break }
            root.append(
                ESXiDocument.element(
                    "pnic",
                    [
                        ("device", device), ("mac", file[prefix + "mac"] ?? ""),
                        ("speedMb", file[prefix + "speed"] ?? "0"),
                    ]))
        }
        root.append(
            ESXiDocument.element(
                "places",
                [
                    ("vmFolder", ESXiHostFacts.folderID), ("resourcePool", ESXiHostFacts.poolID),
                    ("fileManager", ESXiHostFacts.fileManagerID), ("virtualDiskManager", ESXiHostFacts.diskManagerID),
                ]))
        return Document(root)
    }

    func document(_ datastore: Datastore) -> Document {
        Document(
            ESXiDocument.element(
                "datastore",
                [
                    ("id", datastore.id), ("host", ESXiHostFacts.hostID), ("name", datastore.name), ("type", "VMFS"),
                    ("url", "/vmfs/volumes/\(datastore.id)"), ("capacity", String(datastore.capacity)),
                    ("freeSpace", String(datastore.free)), ("accessible", "true"),
                    ("browser", ESXiHostFacts.browserID),
                ]))
    }

    func document(_ group: PortGroup) -> Document {
        var network = ESXiDocument.element(
            "network",
            [
                ("id", group.id), ("host", ESXiHostFacts.hostID), ("name", group.name), ("vswitch", group.vswitch),
                ("vlan", String(group.vlan)),
            ])
        for device in group.uplinks { network.append(ESXiDocument.element("uplink", [("device", device)])) }
        return Document(network)
    }
}
