import Foundation
import Synchronization

/// How soon waiting sessions hear of a change.
enum Latencies {
    /// Milliseconds from a change to the moment when the last of the waiting sessions has been told.
    static func measure(
        _ count: Int, of path: String, rounds: Int, watcher: @escaping @Sendable () throws -> VimClient,
        change: (Int) throws -> Void
    ) throws -> (p50: Double, p95: Double) {
        try measure(rounds: rounds, watchers: (0..<count).map { _ in try vim(path, watcher) }, change: change)
    }

    /// The same for one XenAPI client that waits for events of machines.
    static func measure(
        rounds: Int, xapi: @escaping @Sendable () throws -> XapiClient, change: (Int) throws -> Void
    ) throws -> (p50: Double, p95: Double) {
        let watcher = try Watcher {
            let client = try xapi()
            var token = try client.events(after: "", seconds: 0)
            return {
                let next = try client.events(after: token, seconds: 5)
                defer { token = next }
                return next != token
            }
        }
        return try measure(rounds: rounds, watchers: [watcher], change: change)
    }

    /// The same for one libvirt client that has asked for events.
    static func measure(
        rounds: Int, libvirt: @escaping @Sendable () throws -> LibvirtClient, change: (Int) throws -> Void
    ) throws -> (p50: Double, p95: Double) {
        let watcher = try Watcher {
            let client = try libvirt()
            try client.watch()
            return {
                try client.awaitEvent()
                return true
            }
        }
        return try measure(rounds: rounds, watchers: [watcher], change: change)
    }

    private static func vim(_ path: String, _ connect: @escaping @Sendable () throws -> VimClient) throws -> Watcher {
        try Watcher {
            let client = try connect()
            var version = try client.watch(path)
            return {
                let next = try client.waitForUpdates(after: version, seconds: 5)
                defer { version = next }
                return next != version
            }
        }
    }

    private static func measure(rounds: Int, watchers: [Watcher], change: (Int) throws -> Void) throws -> (
        p50: Double, p95: Double
    ) {
        defer { for watcher in watchers { watcher.stop() } }
        var measured: [Double] = []
        for round in 0..<rounds {
            // What more there was to tell of the last change.
            for watcher in watchers { watcher.forget() }
            let start = ContinuousClock.now
            // A change that is waited for may end after the news of it.
            try change(round)
            let last = try watchers.map { try $0.awaitNews() }.max() ?? start
            measured.append((last - start) / .milliseconds(1))
            usleep(20_000)
        }
        measured.sort()
        return (measured[measured.count / 2], measured[min(measured.count - 1, measured.count * 95 / 100)])
    }
}

/// A session on a thread of its own that waits for changes.
private final class Watcher: Sendable {
    private let news = DispatchSemaphore(value: 0)
    private let isStopped = Mutex(false)
    private let arrivals = Mutex<[ContinuousClock.Instant]>([])

    /// - Parameter begin: begins to watch; gives what waits once, and says whether there was news.
    init(_ begin: @escaping @Sendable () throws -> () throws -> Bool) throws {
        let ready = DispatchSemaphore(value: 0)
        let thread = Thread { [self] in
            guard let wait = try? begin() else { return }
            ready.signal()
            while !isStopped.withLock({ $0 }) {
                guard let isNews = try? wait() else { return }
                guard isNews else { continue }
                arrivals.withLock { $0.append(.now) }
                news.signal()
            }
        }
        thread.stackSize = 1 << 20
        thread.start()
        guard ready.wait(timeout: .now() + 300) == .success else {
            throw HTTPClient.Failure(reason: "a session cannot watch")
        }
    }

    /// - Returns: when it came.
    func awaitNews() throws -> ContinuousClock.Instant {
        guard news.wait(timeout: .now() + 30) == .success else {
            throw HTTPClient.Failure(reason: "a change was not told")
        }
        return arrivals.withLock { $0.removeFirst() }
    }

    func forget() {
        while news.wait(timeout: .now()) == .success { arrivals.withLock { _ = $0.removeFirst() } }
    }

    func stop() { isStopped.withLock { $0 = true } }
}
