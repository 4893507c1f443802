import Endpoints
import NIOCore

/// After the TLS handshake the server says by one byte that the client's certificate is accepted; libvirt's messages follow.
struct RemoteWelcome: Sendable {
    private static let accepted: UInt8 = 1

    /// Takes that byte, and tells the handlers behind.
    final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        private var isWelcome = false

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !isWelcome else { return context.fireChannelRead(data) }
            var buffer = unwrapInboundIn(data)
            guard let byte = buffer.readInteger(as: UInt8.self) else { return }
            guard byte == accepted else {
                context.fireErrorCaught(EndpointError(.notSent, "the server refuses this client's certificate"))
                return
            }
            isWelcome = true
            context.fireUserInboundEventTriggered(RemoteWelcome())
            if buffer.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(buffer)) }
        }
    }
}
