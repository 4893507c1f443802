import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// HTTP connections that are served on the thread of their event loop: a short request is answered without waking another
/// thread.
struct LoopBoundChannel: HTTPChannelHandler {
    private let base: HTTP1Channel

    init(_ base: HTTP1Channel) { self.base = base }

    var responder: HTTPChannelHandler.Responder { base.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        base.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}

/// An event loop as the place where tasks run (SE-0417).
private final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Leaves a connection's thread for all requests but those that are answered at once there, or look after it themselves.
struct ElsewhereResponder<Base: HTTPResponder>: HTTPResponder {
    let base: Base
    let staysOnLoop: @Sendable (Request) -> Bool

    func respond(to request: Request, context: Base.Context) async throws -> Response {
        if staysOnLoop(request) { return try await base.respond(to: request, context: context) }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) {
            try await base.respond(to: request, context: context)
        }
    }
}
