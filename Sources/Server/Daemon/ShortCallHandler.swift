import HTTPTypes
import NIOCore
import NIOHTTPTypes
import VSphere

/// Answers calls that need not wait for anything where they arrive, on their connection's thread and without a task.
/// All others go on as they came, and so does whatever comes while one of those is not answered yet.
final class ShortCallHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let calls: ShortCalls
    /// The call that is arriving, and may be answered here.
    private var arriving: (head: HTTPRequest, body: ByteBuffer?)?
    /// Requests that have gone on and are not answered yet.
    private var ahead = 0
    /// When a request last went on.
    private var wentOn = NIODeadline.now()
    private var address: String?

    /// What is behind this handler closes a connection that it has not seen in use for long. So that it sees that this one
    /// is in use, one call in this time goes on.
    private static let longestSilence = TimeAmount.seconds(30)

    init(_ calls: ShortCalls) { self.calls = calls }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            if mayAnswer(head, context) {
                arriving = (head, nil)
            } else {
                goOn(context)
                context.fireChannelRead(data)
            }
        case .body(let part):
            guard let head = arriving?.head else { return context.fireChannelRead(data) }
            if arriving?.body == nil {
                arriving?.body = part
            } else {
                var part = part
                arriving?.body?.writeBuffer(&part)
            }
            if arriving?.body?.readableBytes ?? 0 > ShortCalls.longest { passOn(head, context) }
        case .end:
            if let (head, body) = arriving {
                if let response = calls.answer(head, body, from: address(in: context)) {
                    arriving = nil
                    return write(response, context)
                }
                passOn(head, context)
            }
            context.fireChannelRead(data)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { ahead -= 1 }
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // What closes the connection now has to know that a request is arriving.
        if event is ChannelShouldQuiesceEvent, let head = arriving?.head { passOn(head, context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func mayAnswer(_ head: HTTPRequest, _ context: ChannelHandlerContext) -> Bool {
        // Who does not read answers is not given more.
        ahead == 0 && context.channel.isWritable && NIODeadline.now() - wentOn < Self.longestSilence && calls.mayBeShort(head)
    }

    private func goOn(_ context: ChannelHandlerContext) {
        ahead += 1
        wentOn = .now()
    }

    /// Has what has arrived of a request go on after all.
    private func passOn(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        let body = arriving?.body
        arriving = nil
        goOn(context)
        context.fireChannelRead(wrapInboundOut(.head(head)))
        if let body { context.fireChannelRead(wrapInboundOut(.body(body))) }
    }

    private func write(_ response: ShortCalls.Response, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(response.head)), promise: nil)
        context.write(wrapOutboundOut(.body(response.body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func address(in context: ChannelHandlerContext) -> String {
        if let address { return address }
        let found = context.channel.remoteAddress?.ipAddress ?? ""
        address = found
        return found
    }
}
