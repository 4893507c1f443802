import Foundation

/// The fleet by libvirt's protocol: round trips beside those of libvirt's own daemon and its test driver, lists, and how
/// soon clients of one protocol hear of what those of the other do.
struct LibvirtBenchmark {
    let daemon: URL
    let mappings: URL
    let sizes: [Int]

    func run(_ report: inout Report) throws {
        for size in sizes {
            let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("dragoman-libvirt-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: scratch) }
            let process = try DaemonProcess(daemon, mappings: mappings, vms: size, directory: scratch)
            defer { process.stop() }
            let uri = "qemu+tcp://127.0.0.1:\(process.libvirtPort)/system"
            let client = try LibvirtClient(port: process.libvirtPort, uri: "qemu:///system")
            let first = try seconds(rounds: 1, count: 1) { _ = try client.list() }
            let again = try seconds(count: 3) { _ = try client.list() }
            report.add("libvirt/domains/\(size) VMs, first", first * 1000, "ms")
            report.add("libvirt/domains/\(size) VMs, again", again * 1000, "ms")
            if let virsh = try virsh(uri) { report.add("libvirt/virsh list --all/\(size) VMs", virsh * 1000, "ms") }
            guard size == sizes.last else { continue }
            try roundTrips(client, scratch, &report)
            try latencies(process, size, &report)
        }
    }

    private func virsh(_ uri: String) throws -> Double? {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/virsh") else { return nil }
        return try seconds(rounds: 5, count: 1) {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/virsh")
            process.arguments = ["-q", "-c", uri, "list", "--all"]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw HTTPClient.Failure(reason: "virsh failed") }
        }
    }

    private func roundTrips(_ mine: LibvirtClient, _ scratch: URL, _ report: inout Report) throws {
        guard let peer = try LibvirtdProcess(scratch.appendingPathComponent("libvirtd")) else {
            print("libvirt: compared with nothing: there is no libvirtd, or this user is not root")
            return
        }
        defer { peer.stop() }
        let theirs = try LibvirtClient(port: peer.port, uri: "test:///default")
        let (domain, other) = (try mine.find("kvm01-web01"), try theirs.find("test"))
        let hostname = try pair(count: 300) {
            try theirs.hostname()
        } _: {
            try mine.hostname()
        }
        let info = try pair(count: 300) {
            try theirs.info(other)
        } _: {
            try mine.info(domain)
        }
        for (name, measured) in [("hostname", hostname), ("domain info", info)] {
            report.add("libvirt/peer/\(name), round trip", measured.first * 1e6, "µs")
            report.add("libvirt/\(name), round trip", measured.second * 1e6, "µs")
            report.add("libvirt/\(name), round trip, time", measured.ratio, "x peer", budget: 2)
        }
    }

    private func latencies(_ process: DaemonProcess, _ size: Int, _ report: inout Report) throws {
        let (port, vspherePort) = (process.libvirtPort, process.vspherePort)
        let vsphere = try VimClient(port: vspherePort)
        guard let machine = try vsphere.references("VirtualMachine").first else {
            throw HTTPClient.Failure(reason: "no machines")
        }
        try vsphere.power(machine, on: false)
        usleep(500_000)
        let there = try Latencies.measure(rounds: 60, libvirt: { try LibvirtClient(port: port, uri: "qemu:///system") }) {
            try vsphere.power(machine, on: $0.isMultiple(of: 2))
        }
        report.add("libvirt/event/vSphere to libvirt, \(size) VMs, p50", there.p50, "ms")
        report.add("libvirt/event/vSphere to libvirt, \(size) VMs, p95", there.p95, "ms")
        let libvirt = try LibvirtClient(port: port, uri: "qemu:///system")
        let domain = try libvirt.find("kvm01-web01")
        try? libvirt.power(domain, on: false)
        usleep(500_000)
        let back = try Latencies.measure(
            1, of: "runtime.powerState", rounds: 60, watcher: { try VimClient(port: vspherePort) }
        ) {
            try libvirt.power(domain, on: $0.isMultiple(of: 2))
        }
        report.add("libvirt/event/libvirt to WaitForUpdatesEx, \(size) VMs, p50", back.p50, "ms")
        report.add("libvirt/event/libvirt to WaitForUpdatesEx, \(size) VMs, p95", back.p95, "ms")
    }
}
