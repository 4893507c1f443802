import Simulator
import Yams

/// What a simulated host is to have: hardware, datastores, networks, machines.
extension Configuration {
    static let patternKeys = ["hardware", "datastores", "networks", "machines"]

    func readPattern(_ fields: [String: Yams.Node], _ what: String, _ reader: ConfigurationReader) -> HostPattern {
        var pattern = HostPattern()
        pattern.hardware = readHardware(fields["hardware"], "\(what).hardware", reader)
        pattern.datastores = reader.items(fields["datastores"], of: "\(what).datastores").map { items in
            items.enumerated().compactMap { readStorage($1, "\(what).datastores[\($0)]", reader) }
        }
        if pattern.datastores?.isEmpty == true {
            reader.fault(fields["datastores"], "\(what).datastores needs at least one")
        }
        pattern.networks = reader.texts(fields["networks"], of: "\(what).networks")
        let networks = pattern.networks ?? HostSeed.defaultNetworks
        for (index, item) in (reader.items(fields["machines"], of: "\(what).machines") ?? []).enumerated() {
            guard let machines = readMachines(item, "\(what).machines[\(index)]", networks, reader) else { continue }
            pattern.machines.append(machines)
        }
        return pattern
    }

    private func readHardware(_ node: Yams.Node?, _ what: String, _ reader: ConfigurationReader) -> HostPattern.Hardware
    {
        var hardware = HostPattern.Hardware()
        let known = ["model", "mhz", "sockets", "cores", "threads", "memory"]
        guard let fields = reader.fields(node, of: what, known: known) else { return hardware }
        hardware.model = reader.text(fields["model"], of: "\(what).model")
        hardware.mhz = reader.number(fields["mhz"], of: "\(what).mhz", in: 100...10_000)
        hardware.sockets = reader.number(fields["sockets"], of: "\(what).sockets", in: 1...64)
        hardware.cores = reader.number(fields["cores"], of: "\(what).cores", in: 1...4096)
        hardware.threads = reader.number(fields["threads"], of: "\(what).threads", in: 1...8192)
        hardware.memoryMiB = reader.number(fields["memory"], of: "\(what).memory", in: 1024...(1 << 26))
        if let cores = hardware.cores {
            let sockets = hardware.sockets ?? 2
            if cores % sockets != 0 {
                reader.fault(
                    fields["cores"], "\(what).cores is \(cores); it must be a multiple of the \(sockets) sockets")
            }
            if let threads = hardware.threads, threads != cores, threads != cores * 2 {
                reader.fault(fields["threads"], "\(what).threads is \(threads); it must be \(cores) or \(cores * 2)")
            }
        } else if hardware.sockets != nil || hardware.threads != nil {
            reader.fault(node, "\(what) needs the key 'cores' where it has sockets or threads")
        }
        return hardware
    }

    private func readStorage(_ item: Yams.Node, _ what: String, _ reader: ConfigurationReader) -> HostPattern.Storage? {
        guard let fields = reader.fields(item, of: what, known: ["name", "capacity", "free", "shared"]) else {
            return nil
        }
        let name = reader.required(reader.text(fields["name"], of: "\(what).name"), "name", of: what, in: item, fields)
        let capacity = reader.required(
            reader.number(fields["capacity"], of: "\(what).capacity", in: 1...(1 << 20)), "capacity", of: what,
            in: item,
            fields)
        guard let name, let capacity, checkName(name, fields["name"], what, reader) else { return nil }
        let free = reader.number(fields["free"], of: "\(what).free", in: 0...capacity) ?? capacity
        let shared = reader.flag(fields["shared"], of: "\(what).shared") ?? false
        return .init(name: name, capacity: capacity, free: free, shared: shared)
    }

    private func readMachines(
        _ item: Yams.Node, _ what: String, _ networks: [String], _ reader: ConfigurationReader
    ) -> HostPattern.Machines? {
        let known = [
            "name", "count", "notes", "cpus", "coresPerSocket", "memory", "firmware", "secureBoot", "guest", "disks",
            "nics", "cdrom", "state", "snapshots",
        ]
        guard let fields = reader.fields(item, of: what, known: known),
            let name = reader.required(
                reader.text(fields["name"], of: "\(what).name"), "name", of: what, in: item, fields)
        else { return nil }
        var machines = HostPattern.Machines(name: name)
        machines.count = reader.number(fields["count"], of: "\(what).count", in: 1...10_000) ?? machines.count
        machines.notes = reader.text(fields["notes"], of: "\(what).notes") ?? machines.notes
        machines.cpus = reader.number(fields["cpus"], of: "\(what).cpus", in: 1...128) ?? machines.cpus
        machines.coresPerSocket =
            reader.number(fields["coresPerSocket"], of: "\(what).coresPerSocket", in: 1...128)
            ?? machines.coresPerSocket
        machines.memoryMiB =
            reader.number(fields["memory"], of: "\(what).memory", in: 32...(1 << 22)) ?? machines.memoryMiB
        machines.efi = reader.choice(fields["firmware"], of: "\(what).firmware", among: ["bios", "efi"]) == "efi"
        machines.secureBoot = reader.flag(fields["secureBoot"], of: "\(what).secureBoot") ?? machines.secureBoot
        machines.guestOS = reader.text(fields["guest"], of: "\(what).guest") ?? machines.guestOS
        machines.disks = reader.numbers(fields["disks"], of: "\(what).disks", in: 1...65_536) ?? machines.disks
        machines.nics = reader.texts(fields["nics"], of: "\(what).nics") ?? Array(networks.prefix(1))
        machines.cdrom = reader.flag(fields["cdrom"], of: "\(what).cdrom") ?? machines.cdrom
        let states = ["off", "running", "suspended"]
        machines.state =
            switch reader.choice(fields["state"], of: "\(what).state", among: states) {
            case "running": .running
            case "suspended": .suspended
            default: .off
            }
        machines.snapshots = reader.texts(fields["snapshots"], of: "\(what).snapshots") ?? []
        check(machines, fields, what, networks, reader)
        return machines
    }

    private func check(
        _ machines: HostPattern.Machines, _ fields: [String: Yams.Node], _ what: String, _ networks: [String],
        _ reader: ConfigurationReader
    ) {
        _ = checkName(machines.names(on: "host").first ?? "", fields["name"], what, reader)
        if machines.count > 1, Set(machines.names(on: "host")).count < machines.count {
            reader.fault(
                fields["name"], "\(what).name is the same for all \(machines.count): put {number} or {number:2} into it"
            )
        }
        if machines.cpus % machines.coresPerSocket != 0 {
            reader.fault(
                fields["coresPerSocket"],
                "\(what).coresPerSocket is \(machines.coresPerSocket); it must divide the \(machines.cpus) cpus")
        }
        if machines.secureBoot, !machines.efi {
            reader.fault(fields["secureBoot"], "\(what).secureBoot needs 'firmware: efi'")
        }
        if !machines.guestOS.utf8.allSatisfy({
            $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || Self.isWordByte($0)
        }) {
            reader.fault(
                fields["guest"],
                "\(what).guest is '\(machines.guestOS)'; it must be a libosinfo identifier such as debian12 or win2k22")
        }
        if machines.disks.count > 4 {
            reader.fault(fields["disks"], "\(what).disks has \(machines.disks.count); at most 4")
        }
        if machines.nics.count > 4 {
            reader.fault(fields["nics"], "\(what).nics has \(machines.nics.count); at most 4")
        }
        for network in machines.nics where !networks.contains(network) {
            reader.fault(
                fields["nics"],
                "\(what).nics has '\(network)', which is no network of the host: there are \(networks.joined(separator: ", "))"
            )
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension ConfigurationReader {
    func flag(_ node: Yams.Node?, of what: String) -> Bool? {
        guard let node else { return nil }
        guard let flag = node.bool else {
            fault(node, "\(what) must be true or false")
            return nil
        }
        return flag
    }

    func texts(_ node: Yams.Node?, of what: String) -> [String]? {
        items(node, of: what)?.enumerated().compactMap { text($1, of: "\(what)[\($0)]") }
    }

    func numbers(_ node: Yams.Node?, of what: String, in range: ClosedRange<Int>) -> [Int]? {
        items(node, of: what)?.enumerated().compactMap { number($1, of: "\(what)[\($0)]", in: range) }
    }
}
