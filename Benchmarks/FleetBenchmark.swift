import Foundation

/// Start-up, memory and reads of whole fleets, against the running daemon.
struct FleetBenchmark {
    let daemon: URL
    let mappings: URL
    let sizes: [Int]

    func run(_ report: inout Report) throws {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
            "dragoman-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }

        let empty = try DaemonProcess(
            daemon, mappings: mappings, vms: 0, directory: scratch.appendingPathComponent("empty"))
        let baseline = empty.settledMemory()
        try roundTrips(empty, &report)
        empty.stop()
        report.add("memory/without VMs", baseline / 1048576, "MiB")

        var perVM: [Double] = []
        for size in sizes {
            let directory = scratch.appendingPathComponent("\(size)")
            let first = try started(size, directory)
            report.add("start/\(size) VMs, first", first.seconds, "s")
            first.daemon.stop()
            let second = try started(size, directory)
            report.add("start/\(size) VMs, again", second.seconds, "s", budget: size >= 10_000 ? 10 : nil)
            // In a small fleet, what is there once weighs more than the machines.
            let budget = size >= 10_000 ? 40.0 : nil
            report.add(
                "memory/\(size) VMs, started", (second.daemon.settledMemory() - baseline) / Double(size) / 1024,
                "KiB a VM",
                budget: budget)
            perVM.append(try reads(second.daemon, size, &report))
            report.add(
                "memory/\(size) VMs, all read", (second.daemon.settledMemory() - baseline) / Double(size) / 1024,
                "KiB a VM",
                budget: budget)
            second.daemon.stop()
        }
        if let small = perVM.first, let large = perVM.last {
            report.add("RetrieveProperties/growth of the cost of a VM", large / small, "x", budget: 1.5)
        }
    }

    private func started(_ size: Int, _ directory: URL) throws -> (daemon: DaemonProcess, seconds: Double) {
        let start = ContinuousClock.now
        let process = try DaemonProcess(daemon, mappings: mappings, vms: size, directory: directory)
        return (process, (ContinuousClock.now - start) / .seconds(1))
    }

    private func roundTrips(_ daemon: DaemonProcess, _ report: inout Report) throws {
        let admin = try HTTPClient(port: daemon.adminPort)
        let vsphere = try login(daemon)
        let bare = try seconds(count: 500) { try admin.request("GET", "/healthz") }
        let time = try seconds(count: 500) {
            _ = try vsphere.call(
                "<CurrentTime xmlns=\"urn:vim25\"><_this type=\"ServiceInstance\">ServiceInstance</_this></CurrentTime>"
            )
        }
        let fetch = try seconds(count: 500) {
            _ = try vsphere.call(
                "<Fetch xmlns=\"urn:vim25\"><_this type=\"Folder\">group-d1</_this><prop>name</prop></Fetch>")
        }
        report.add("round trip/bare handler", bare * 1e6, "µs")
        report.add("round trip/CurrentTime", time / bare, "x bare handler")
        report.add("round trip/Fetch", fetch / bare, "x bare handler")
    }

    private func login(_ daemon: DaemonProcess) throws -> HTTPClient {
        let client = try HTTPClient(port: daemon.vspherePort)
        _ = try client.call(
            "<Login xmlns=\"urn:vim25\"><_this type=\"SessionManager\">SessionManager</_this><userName>demo</userName><password>demo</password></Login>"
        )
        return client
    }

    /// - Returns: seconds a VM, once the views are made.
    private func reads(_ daemon: DaemonProcess, _ size: Int, _ report: inout Report) throws -> Double {
        let client = try VimClient(port: daemon.vspherePort)
        let view = try client.containerView("VirtualMachine")
        func read() throws -> [UInt8] {
            try client.read(
                "VirtualMachine", ["name", "runtime.powerState", "summary.config.memorySizeMB"], view: view)
        }
        let first = try seconds(rounds: 1, count: 1) {
            let count = String(decoding: try read(), as: UTF8.self).components(separatedBy: "<returnval>").count - 1
            guard count == size else { throw HTTPClient.Failure(reason: "\(count) objects in place of \(size)") }
        }
        let again = try seconds(rounds: 5, count: 1) { _ = try read() }
        report.add("RetrieveProperties/\(size) VMs, first", first * 1000, "ms")
        report.add("RetrieveProperties/\(size) VMs, again", again * 1000, "ms")
        return again / Double(size)
    }
}
