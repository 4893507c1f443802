import Foundation

/// Many sessions that wait for changes of a whole fleet: what they cost, and how soon each hears of a change.
struct WatchBenchmark {
    let daemon: URL
    let mappings: URL
    let vms: Int
    let sessions: Int

    func run(_ report: inout Report) throws {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
            "dragoman-watch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = try DaemonProcess(daemon, mappings: mappings, vms: vms, directory: scratch)
        defer { process.stop() }
        let name = "\(sessions) sessions, \(vms) VMs"

        let commander = try VimClient(port: process.vspherePort)
        let machines = try commander.references("VirtualMachine")
        guard let machine = machines.first else { throw HTTPClient.Failure(reason: "no machines") }
        let port = process.vspherePort
        let connect = { @Sendable in try VimClient(port: port) }
        func latencies(_ count: Int, rounds: Int) throws -> (p50: Double, p95: Double) {
            try Latencies.measure(count, of: "config.annotation", rounds: rounds, watcher: connect) { round in
                try commander.annotate(machine, "round \(round) of \(count)")
            }
        }
        let one = try latencies(1, rounds: 60)
        report.add("event/one session, \(vms) VMs, p50", one.p50, "ms", budget: 5)
        report.add("event/one session, \(vms) VMs, p95", one.p95, "ms", budget: 10)
        var before = process.settledMemory()
        let many = try latencies(sessions, rounds: 20)
        report.add("event/\(name), the last to hear, p50", many.p50, "ms")
        report.add("event/\(name), the last to hear, p95", many.p95, "ms")
        report.add("memory/\(name)", (process.settledMemory() - before) / Double(sessions) / 1048576, "MiB a session")

        before = process.settledMemory()
        // Each leaves a filter over every machine behind, and never says goodbye.
        for _ in 0..<sessions { _ = try connect().watch("config.annotation") }
        report.add(
            "memory/\(sessions) sessions that were left",
            (process.settledMemory() - before) / Double(sessions) / 1048576,
            "MiB a session")

        before = process.settledMemory()
        let deaf = try (0..<20).map { _ in try connect() }
        for client in deaf { try client.askAndNotRead() }
        let beside = try latencies(1, rounds: 60)
        report.add("event/beside \(deaf.count) clients that do not read, p50", beside.p50, "ms")
        report.add(
            "memory/\(deaf.count) clients that do not read",
            (process.settledMemory() - before) / Double(deaf.count) / 1048576,
            "MiB a client")
        withExtendedLifetime(deaf) {}
    }
}
