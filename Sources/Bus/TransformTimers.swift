import Metrics
import Synchronization

/// How long transformations take, by mapping.
final class TransformTimers: Sendable {
    private let timers = Mutex<[String: Timer]>([:])

    func timer(of mapping: String) -> Timer {
        timers.withLock { timers in
            if let known = timers[mapping] { return known }
            let timer = Timer(label: "dragoman_transform_seconds", dimensions: [("mapping", mapping)])
            timers[mapping] = timer
            return timer
        }
    }
}
