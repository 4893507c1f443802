import Synchronization

/// One lane per object: what is enqueued under one key runs in that order, one at a time; different keys run side by side.
public final class Lanes: Sendable {
    private typealias Job = @Sendable () async -> Void
    /// The jobs waiting in each lane; a lane exists while one runs.
    private let waiting = Mutex<[String: [Job]]>([:])

    public init() {}

    /// How many lanes have work.
    public var count: Int { waiting.withLock { $0.count } }

    public func enqueue(_ key: String, _ job: @escaping @Sendable () async -> Void) {
        let starts = waiting.withLock { waiting in
            if waiting[key] != nil {
                waiting[key]?.append(job)
                return false
            }
            waiting[key] = []
            return true
        }
        guard starts else { return }
        Task {
            var next: Job? = job
            while let job = next {
                await job()
                next = waiting.withLock { waiting in
                    guard let jobs = waiting[key], !jobs.isEmpty else {
                        waiting[key] = nil
                        return nil
                    }
                    return waiting[key]?.removeFirst()
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
