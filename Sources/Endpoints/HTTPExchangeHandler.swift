import NIOCore
import NIOHTTP1
import NIOTLS

/// The end of a connection's pipeline: one exchange after another.
final class HTTPExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = NIOHTTPClientResponseFull
    typealias OutboundIn = HTTPOutbound
    typealias OutboundOut = HTTPClientRequestPart

    /// Kept once the connection can be written to, TLS included.
    private let ready: EventLoopPromise<Void>
    private let isSecure: Bool
    private var open: EventLoopPromise<HTTPAnswer>?

    init(ready: EventLoopPromise<Void>, isSecure: Bool) {
        self.ready = ready
        self.isSecure = isSecure
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isSecure { ready.succeed() }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { ready.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .exchange(let exchange):
            open = exchange.answer
            context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(exchange.body))), promise: nil)
            context.write(wrapOutboundOut(.end(nil)), promise: promise)
        case .head(let head, let answer):
            open = answer
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .piece(let bytes): context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: promise)
        case .end: context.write(wrapOutboundOut(.end(nil)), promise: promise)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let response = unwrapInboundIn(data)
        guard let open else {
            context.close(promise: nil)
            return
        }
        self.open = nil
        open.succeed(
            HTTPAnswer(
                status: Int(response.head.status.code), headers: response.head.headers,
                body: response.body.map { Array($0.readableBytesView) } ?? [], keepsAlive: response.head.isKeepAlive))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(reason(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail("the server closed the connection")
        context.fireChannelInactive()
    }

    private func fail(_ reason: String) {
        ready.fail(EndpointError(.notSent, reason))
        open?.fail(EndpointError(.sent, reason))
        open = nil
    }

    private func reason(_ error: any Error) -> String {
        switch error {
        case is NIOHTTPObjectAggregatorError: "the answer is too large"
        case is HTTPParserError: "the server does not speak HTTP (\(error))"
        default: "the connection failed: \(error)"
        }
    }
}
