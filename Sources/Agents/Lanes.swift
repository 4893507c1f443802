import Synchronization

/// One lane per object: what is enqueued under one key runs in that order, one at a time; different keys run side by side.
public final class Lanes: Sendable {
    private typealias Job = @Sendable () async -> Void
    private struct Lane {
        /// What the running job is called.
        var running: String
        var waiting: [(name: String, job: Job)] = []
    }
    /// A lane exists while one runs.
    private let lanes = Mutex<[String: Lane]>([:])

    public init() {}

    /// How many lanes have work.
    public var count: Int { lanes.withLock { $0.count } }

    /// What the jobs in a lane are called.
    func names(in key: String) -> [String] {
        lanes.withLock { lanes in lanes[key].map { [$0.running] + $0.waiting.map(\.name) } ?? [] }
    }

    /// - Parameters:
    ///   - name: what the job is called.
    ///   - cut: the jobs that this one does not wait for, since it ends them: it starts at once while one of them runs and
    ///     nothing waits, and the lane goes on after both.
    public func enqueue(
        _ key: String, as name: String = "", cutting cut: Set<String> = [], _ job: @escaping @Sendable () async -> Void
    ) {
        let starts = lanes.withLock { lanes in
            guard let lane = lanes[key] else {
                lanes[key] = Lane(running: name)
                return true
            }
            if lane.waiting.isEmpty, cut.contains(lane.running) {
                let beside = Task { await job() }
                lanes[key]?.waiting.append((name, { await beside.value }))
            } else {
                lanes[key]?.waiting.append((name, job))
            }
            return false
        }
        guard starts else { return }
        Task {
            var next: Job? = job
            while let job = next {
                await job()
                next = lanes.withLock { lanes in
                    guard var lane = lanes.removeValue(forKey: key), !lane.waiting.isEmpty else { return nil }
                    let first = lane.waiting.removeFirst()
                    lane.running = first.name
                    lanes[key] = lane
                    return first.job
                }
            }
        }
    }

    /// Enqueues and waits for the result.
    public func run<R: Sendable>(_ key: String, _ body: @escaping @Sendable () async -> R) async -> R {
        await withCheckedContinuation { continuation in
            enqueue(key) { continuation.resume(returning: await body()) }
        }
    }
}
