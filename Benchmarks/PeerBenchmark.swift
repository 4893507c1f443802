import Foundation

/// The same calls of the daemon and of an independent simulator that holds as many machines, in turns.
struct PeerBenchmark {
    let daemon: URL
    let mappings: URL
    let peer: URL
    private static let machines = 1_000

    func run(_ report: inout Report) throws {
        guard FileManager.default.isExecutableFile(atPath: peer.path) else {
            print("compared with nothing: there is no \(peer.path)")
            return
        }
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
            "dragoman-peer-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let ours = try DaemonProcess(daemon, mappings: mappings, vms: Self.machines, directory: scratch)
        defer { ours.stop() }
        let other = try PeerProcess(peer, hosts: 10, machines: Self.machines / 10)
        defer { other.stop() }
        let (port, peerPort) = (ours.vspherePort, other.port)
        let mine = try Side(VimClient(port: port))
        let theirs = try Side(VimClient(port: peerPort, user: PeerProcess.user, password: PeerProcess.password))
        guard mine.machines.count == theirs.machines.count else {
            throw HTTPClient.Failure(
                reason: "\(mine.machines.count) machines, and \(theirs.machines.count) of the peer")
        }

        let four = ["name", "runtime.powerState", "summary.config.memorySizeMB", "config.hardware.numCPU"]
        let one = try pair(count: 200) {
            try theirs.readOne(four)
        } _: {
            try mine.readOne(four)
        }
        report.add("peer/one VM", one.first * 1000, "ms")
        report.add("daemon/one VM", one.second * 1000, "ms")
        report.add("daemon/one VM, time", one.ratio, "x peer")
        try throughput(of: mine.load(four), and: theirs.load(four), &report)
        let all = try pair(rounds: 7, count: 1) {
            try theirs.readAll(four)
        } _: {
            try mine.readAll(four)
        }
        report.add("daemon/four properties of 1,000 VMs", all.second * 1000, "ms")
        report.add("daemon/four properties of 1,000 VMs, time", all.ratio, "x peer", budget: 0.5)
        let whole = try pair(rounds: 7, count: 1) {
            try theirs.readAll(["config"])
        } _: {
            try mine.readAll(["config"])
        }
        report.add("daemon/config of 1,000 VMs", whole.second * 1000, "ms")
        report.add("daemon/config of 1,000 VMs, time", whole.ratio, "x peer", budget: 0.5)

        let event = try mine.events { try VimClient(port: port) }
        report.add("daemon/event, p50", event.p50, "ms", budget: 5)
        report.add("daemon/event, p95", event.p95, "ms", budget: 10)
        let theirEvent = try? theirs.events {
            try VimClient(port: peerPort, user: PeerProcess.user, password: PeerProcess.password)
        }
        guard let theirEvent else {
            print("peer/event: it told a waiting session of no change")
            return
        }
        report.add("peer/event, p50", theirEvent.p50, "ms")
        report.add("peer/event, p95", theirEvent.p95, "ms")
    }

    /// Reads of one machine a second, while as many are asked for as can be answered.
    private func throughput(of mine: Load, and theirs: Load, _ report: inout Report) throws {
        guard FileManager.default.isExecutableFile(atPath: Load.tool.path) else {
            print("reads a second were not measured: there is no \(Load.tool.path)")
            return
        }
        for connections in [1, 16] {
            var measured: [(theirs: Double, mine: Double)] = []
            for _ in 0..<5 {
                let first = try theirs.perSecond(connections: connections, seconds: 3)
                measured.append((first, try mine.perSecond(connections: connections, seconds: 3)))
            }
            func median(_ values: [Double]) -> Double { values.sorted()[measured.count / 2] }
            let name = "one VM, \(connections) connection\(connections == 1 ? "" : "s")"
            report.add("peer/\(name)", median(measured.map(\.theirs)), "reads a second")
            report.add("daemon/\(name)", median(measured.map(\.mine)), "reads a second")
            report.add(
                "daemon/\(name), reads a second", median(measured.map { $0.mine / $0.theirs }), "x peer",
                floor: connections > 1 ? 1.5 : nil)
        }
    }

    /// One of the two servers.
    private final class Side {
        let client: VimClient
        let machines: [String]
        private let view: String
        private var next = 0

        init(_ client: VimClient) throws {
            self.client = client
            machines = try client.references("VirtualMachine")
            view = try client.containerView("VirtualMachine")
            // The first read of all makes what later ones find made.
            try readAll(["config"])
        }

        func readOne(_ paths: [String]) throws {
            next = (next + 1) % machines.count
            _ = try client.read("VirtualMachine", machines[next], paths)
        }

        func load(_ paths: [String]) -> Load { client.load("VirtualMachine", machines, paths) }

        /// Until a waiting session hears that a machine was turned on or off, the one change that both tell of.
        func events(_ watcher: @escaping @Sendable () throws -> VimClient) throws -> (p50: Double, p95: Double) {
            let machine = machines[machines.count / 2]
            try client.power(machine, on: false)
            return try Latencies.measure(1, of: "runtime.powerState", rounds: 60, watcher: watcher) { round in
                try client.power(machine, on: round.isMultiple(of: 2))
            }
        }

        func readAll(_ paths: [String]) throws { _ = try client.read("VirtualMachine", paths, view: view) }
    }
}
