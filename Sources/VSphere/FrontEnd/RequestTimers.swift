import Metrics
import Synchronization

/// How long requests take, by method.
final class RequestTimers: Sendable {
    private let timers = Mutex<[String: Timer]>([:])

    func timer(of method: String) -> Timer {
        timers.withLock { timers in
            if let known = timers[method] { return known }
            let timer = Timer(
                label: "dragoman_request_seconds",
                dimensions: [("protocol", Presentation.protocolName), ("method", method)])
            timers[method] = timer
            return timer
        }
    }
}
