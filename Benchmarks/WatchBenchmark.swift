import Foundation
import Synchronization

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
        report.add(
            "event/one session, \(vms) VMs, p50", try latencies(1, commander, machine, process, rounds: 60).p50, "ms",
            budget: 5)
        report.add(
            "event/one session, \(vms) VMs, p95", try latencies(1, commander, machine, process, rounds: 60).p95, "ms",
            budget: 10)

        let before = process.memory
        let many = try latencies(sessions, commander, machine, process, rounds: 20)
        report.add("event/\(name), the last to hear, p50", many.p50, "ms")
        report.add("event/\(name), the last to hear, p95", many.p95, "ms")
        report.add("memory/\(name)", (process.memory - before) / Double(sessions) / 1048576, "MiB a session")
    }

    /// Milliseconds from a change to the moment when the last of the waiting sessions has been told.
    private func latencies(
        _ count: Int, _ commander: VimClient, _ machine: String, _ process: DaemonProcess, rounds: Int
    ) throws -> (p50: Double, p95: Double) {
        let watchers = try (0..<count).map { _ in try Watcher(port: process.vspherePort) }
        defer { watchers.forEach { $0.stop() } }
        var measured: [Double] = []
        for round in 0..<rounds {
            let start = ContinuousClock.now
            try commander.annotate(machine, "round \(round) of \(count)")
            for watcher in watchers { try watcher.awaitNews() }
            measured.append((ContinuousClock.now - start) / .milliseconds(1))
            usleep(20_000)
        }
        measured.sort()
        return (measured[measured.count / 2], measured[min(measured.count - 1, measured.count * 95 / 100)])
    }
}

/// A session on a thread of its own that waits for changes of every machine's notes.
private final class Watcher: Sendable {
    private let news = DispatchSemaphore(value: 0)
    private let isStopped = Mutex(false)

    init(port: Int) throws {
        let ready = DispatchSemaphore(value: 0)
        let thread = Thread { [self] in
            guard let client = try? VimClient(port: port), var version = try? client.watch() else { return }
            ready.signal()
            while !isStopped.withLock({ $0 }) {
                guard let next = try? client.waitForUpdates(after: version, seconds: 5) else { return }
                if next != version { news.signal() }
                version = next
            }
        }
        thread.stackSize = 1 << 20
        thread.start()
        guard ready.wait(timeout: .now() + 300) == .success else {
            throw HTTPClient.Failure(reason: "a session cannot watch")
        }
    }

    func awaitNews() throws {
        guard news.wait(timeout: .now() + 30) == .success else {
            throw HTTPClient.Failure(reason: "a change was not told")
        }
    }

    func stop() { isStopped.withLock { $0 = true } }
}
