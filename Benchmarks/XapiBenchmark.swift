import Foundation

/// The fleet as a XenServer pool: reads of all records, what the records cost, and how soon clients of one protocol hear of
/// what those of the other do.
struct XapiBenchmark {
    let daemon: URL
    let mappings: URL
    let sizes: [Int]

    func run(_ report: inout Report) throws {
        for size in sizes {
            let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("dragoman-xapi-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: scratch) }
            let process = try DaemonProcess(daemon, mappings: mappings, vms: size, directory: scratch)
            defer { process.stop() }
            let before = process.settledMemory()
            try reads(process, size, &report)
            report.add(
                "xapi/memory/\(size) VMs, records built", (process.settledMemory() - before) / Double(size) / 1024, "KiB a VM")
            guard size == sizes.last else { continue }
            try latencies(process, size, &report)
            try commands(process, size, &report)
        }
    }

    private func reads(_ process: DaemonProcess, _ size: Int, _ report: inout Report) throws {
        let client = try XapiClient(port: process.xenPort)
        var answer: [UInt8] = []
        let first = try seconds(rounds: 1, count: 1) { answer = try client.call("VM.get_all_records") }
        // Snapshots and blank templates are among them.
        let count = try client.count(of: answer)
        guard count >= size else { throw HTTPClient.Failure(reason: "\(count) records in place of \(size)") }
        let cpu = process.processorSeconds
        let again = try seconds(rounds: 5, count: 1) { answer = try client.call("VM.get_all_records") }
        report.add("xapi/VM.get_all_records/\(size) VMs, first", first * 1000, "ms")
        report.add("xapi/VM.get_all_records/\(size) VMs, again", again * 1000, "ms")
        report.add("xapi/VM.get_all_records/\(size) VMs, processor", (process.processorSeconds - cpu) / 5 * 1000, "ms")
        report.add("xapi/VM.get_all_records/\(size) VMs, answer", Double(answer.count) / 1048576, "MiB")
        let one = try client.machine()
        let record = try seconds(count: 200) { _ = try client.call("VM.get_record", one.ref) }
        report.add("xapi/VM.get_record/\(size) VMs", record * 1e6, "µs")
    }

    private func latencies(_ process: DaemonProcess, _ size: Int, _ report: inout Report) throws {
        let (xenPort, vspherePort) = (process.xenPort, process.vspherePort)
        let xapi = try XapiClient(port: xenPort)
        let machine = try xapi.machine()
        let vsphere = try VimClient(port: vspherePort)
        guard let other = try vsphere.references("VirtualMachine").first else { throw HTTPClient.Failure(reason: "no machines") }
        let there = try Latencies.measure(rounds: 60, xapi: { try XapiClient(port: xenPort) }) { round in
            try vsphere.annotate(other, "round \(round)")
        }
        report.add("xapi/event/vSphere to event.from, \(size) VMs, p50", there.p50, "ms", budget: 5)
        report.add("xapi/event/vSphere to event.from, \(size) VMs, p95", there.p95, "ms", budget: 10)
        let back = try Latencies.measure(
            1, of: "config.annotation", rounds: 60, watcher: { try VimClient(port: vspherePort) }
        ) { round in
            try xapi.annotate(machine.ref, "round \(round)")
        }
        report.add("xapi/event/XAPI to WaitForUpdatesEx, \(size) VMs, p50", back.p50, "ms", budget: 5)
        report.add("xapi/event/XAPI to WaitForUpdatesEx, \(size) VMs, p95", back.p95, "ms", budget: 10)
    }

    /// Notes written one after the other, by one client.
    private func commands(_ process: DaemonProcess, _ size: Int, _ report: inout Report) throws {
        let xapi = try XapiClient(port: process.xenPort)
        let machine = try xapi.machine()
        var number = 0
        let one = try seconds(rounds: 5, count: 50) {
            number += 1
            try xapi.annotate(machine.ref, "command \(number)")
        }
        report.add("xapi/commands, one client, \(size) VMs", 1 / one, "a second")
        let vsphere = try VimClient(port: process.vspherePort)
        guard let other = try vsphere.references("VirtualMachine").first else { return }
        let cpu = process.processorSeconds
        let accepted = try seconds(rounds: 5, count: 50) {
            number += 1
            try vsphere.annotate(other, "command \(number)")
        }
        // Its method gives a task and does not wait for it.
        report.add("vsphere/tasks begun, one client, \(size) VMs", 1 / accepted, "a second")
        report.add("vsphere/a task, processor", (process.processorSeconds - cpu) / 250 * 1000, "ms")
    }
}
