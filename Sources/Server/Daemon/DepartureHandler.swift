import NIOCore

/// Closes a connection when its client has closed its own side, so that whatever works for that client can see that it
/// is gone. Without this a connection stays half open for as long as a long poll waits.
final class DepartureHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = Any

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        if case ChannelEvent.inputClosed = event { context.close(promise: nil) }
    }
}
