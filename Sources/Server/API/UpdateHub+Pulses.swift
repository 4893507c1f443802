import Bus
import Store

extension UpdateHub {
    enum Pulse: Sendable {
        /// Something changed.
        case change
        /// Nothing need have changed, but time has passed.
        case time
    }

    /// Wakes whoever listens: at once, at each change that is wanted, and at regular times. Changes that come while
    /// nobody takes them are one.
    func pulses(every interval: Duration, where wanted: @escaping @Sendable (Update) -> Bool = { _ in true })
        -> AsyncStream<Pulse>
    {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let token = subscribe { updates in
                if updates.contains(where: wanted) { continuation.yield(.change) }
            }
            let clock = Task {
                while !Task.isCancelled {
                    try? await Task.sleep(for: interval)
                    continuation.yield(.time)
                }
            }
            continuation.onTermination = { [weak self] _ in
                clock.cancel()
                self?.cancel(token)
            }
            continuation.yield(.change)
        }
    }
}
