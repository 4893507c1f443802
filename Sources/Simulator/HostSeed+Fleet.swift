import Crypto
import Foundation

extension HostSeed {
    /// A host of a fleet, the same at every call: hardware, storage and machines follow from its name.
    /// - Parameters:
    ///   - macPrefix: the first three bytes of MAC addresses, as the hypervisor's vendor has them.
    ///   - vms: how many machines it has, besides those of the pattern.
    ///   - pattern: what it is to have instead, or besides.
    ///   - shares: the directory of storage that several hosts have.
    public static func fleetHost(
        name: String, macPrefix: String, vms: Int, pattern: HostPattern = HostPattern(), shares: URL? = nil
    ) -> HostSeed {
        let roles = ["web", "db", "app", "build", "mail", "cache"]
        let systems = ["debian12", "ubuntu22.04", "rhel9.0", "win2k22", "win11", "freebsd14.0"]
        let networks = (pattern.networks ?? defaultNetworks).map { NetworkSeed(name: $0) }
        let machines = (0..<vms).map { index in
            let variant = Int(digest("\(name)/\(index)")[0])
            let state: PowerState = index % 4 == 1 ? .off : index % 6 == 2 ? .suspended : .running
            return MachineSeed(
                name: "\(name)-\(roles[index % roles.count])\(String(format: "%02d", index + 1))",
                uuid: uuid("\(name)/vm/\(index)"),
                notes: index % 3 == 0 ? "owner: team \(roles[index % roles.count])" : "",
                cpus: [1, 2, 4, 8][index % 4],
                coresPerSocket: index % 4 == 3 ? 4 : 1,
                memoryMiB: [512, 1024, 2048, 4096][variant % 4],
                efi: index % 3 == 2,
                secureBoot: index % 6 == 5,
                guestOS: systems[index % systems.count],
                disks: (0...(index % 3 == 1 ? 1 : 0)).map { disk in
                    DiskSeed(name: "disk\(disk)", capacity: Int64(8 << disk) << 30, thin: disk == 0)
                },
                nics: (0...(index % 5 == 4 ? 1 : 0)).map { nic in
                    NICSeed(
                        mac: mac(macPrefix, "\(name)/\(index)/\(nic)"), network: networks[nic % networks.count].name)
                },
                cdrom: index % 2 == 0,
                state: state,
                snapshots: index % 8 == 0 ? FleetSnapshots.tree : [],
                created: Date(timeIntervalSince1970: 1_735_689_600 + TimeInterval(index) * 3600))
        }
        var seed = HostSeed(
            name: name, uuid: uuid("\(name)/host"), cpuModel: "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz",
            cpuVendor: "GenuineIntel", mhz: 2000, sockets: 2, cores: 64, threads: 128,
            memoryMiB: max(262_144, vms * 3072),
            datastores: [
                DatastoreSeed(name: "datastore1", capacity: 8 << 40, free: 5 << 40),
                DatastoreSeed(name: "datastore2", capacity: 2 << 40, free: 2 << 40),
            ],
            networks: networks,
            adapters: (0..<2).map { AdapterSeed(mac: mac("3c:fd:fe", "\(name)/adapter/\($0)"), speed: 10_000) },
            machines: machines)
        seed.follow(pattern, macPrefix: macPrefix, shares: shares)
        return seed
    }

    /// The networks of a host whose pattern does not say any.
    public static let defaultNetworks = ["VM Network", "Backup"]

    private enum FleetSnapshots {
        static let tree = [
            SnapshotSeed(
                name: "before-upgrade", description: "as installed",
                created: Date(timeIntervalSince1970: 1_740_000_000),
                children: [
                    SnapshotSeed(
                        name: "patched", description: "", created: Date(timeIntervalSince1970: 1_741_000_000),
                        children: [])
                ])
        ]
    }

    private static func digest(_ text: String) -> [UInt8] {
        Array(SHA256.hash(data: Data(text.utf8)))
    }

    static func uuid(_ text: String) -> String {
        var bytes = Array(digest(text).prefix(16))
        bytes[6] = bytes[6] & 0x0f | 0x50
        bytes[8] = bytes[8] & 0x3f | 0x80
        let hex = bytes.map { String(format: "%02x", $0) }.joined()
        var text = ""
        for (index, character) in hex.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(character)
        }
        return text
    }

    static func mac(_ prefix: String, _ text: String) -> String {
        var bytes = Array(digest(text).prefix(3))
        // VMware keeps the upper quarter of its range for addresses it gives out itself.
        bytes[0] &= 0x3f
        return prefix + ":" + bytes.map { String(format: "%02x", $0) }.joined(separator: ":")
    }
}
