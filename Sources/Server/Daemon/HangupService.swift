import ServiceLifecycle
import UnixSignals

/// Waits for SIGHUP.
struct HangupService: Service {
    let reload: @Sendable () async -> Void

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            await reload()
        }
    }
}
