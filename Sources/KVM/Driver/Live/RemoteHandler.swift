import Endpoints
import NIOCore

/// The client's end of libvirt's wire: calls and their replies, streams, events, and whether the server still lives.
final class RemoteHandler: ChannelDuplexHandler {
    typealias InboundIn = WireMessage
    typealias OutboundIn = RemoteRequest
    typealias OutboundOut = WireMessage

    private struct Waiting {
        var answer: EventLoopPromise<RemoteAnswer>
        /// Bytes that may still come in the stream; nil if none is awaited.
        var bytes: Int?
        /// The reply that has begun the stream.
        var reply: WireMessage?
        var received: [UInt8] = []
        /// Whether the stream's end has been confirmed to the server.
        var isConfirmed = false
        /// The stream has ended, and the reply is yet to come: a server may send a short stream before the reply to its call.
        var isOver = false
    }

    /// src/rpc/virkeepaliveprotocol.x: the program, and its two messages.
    private enum Keepalive {
        static let program: UInt32 = 0x6b65_6570
        static let ping: Int32 = 1
        static let pong: Int32 = 2
    }

    private let ready: EventLoopPromise<Void>
    private let isSecure: Bool
    private let timing: RemoteTiming
    private let errors: [XDRStructure.Field]
    private let events: @Sendable (WireMessage) -> Void
    private let ended: @Sendable (EndpointError) -> Void
    private var waiting: [UInt32: Waiting] = [:]
    /// Streams to the server that it has ended with an error before their end.
    private var broken: [UInt32: RemoteError] = [:]
    private var serial: UInt32 = 0
    private var unanswered = 0
    private var reason: EndpointError?
    private var timer: RepeatedTask?

    /// - Parameters:
    ///   - ready: kept once the connection can be written to.
    ///   - isSecure: the server says by one byte whether it lets the client in.
    ///   - events: told each event.
    ///   - ended: told why the connection has ended.
    init(
        ready: EventLoopPromise<Void>, isSecure: Bool, timing: RemoteTiming, errors: [XDRStructure.Field],
        events: @escaping @Sendable (WireMessage) -> Void, ended: @escaping @Sendable (EndpointError) -> Void
    ) {
        self.ready = ready
        self.isSecure = isSecure
        self.timing = timing
        self.errors = errors
        self.events = events
        self.ended = ended
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isSecure { ready.succeed() }
        let loop = NIOLoopBound(context, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleRepeatedTask(
            initialDelay: TimeAmount(timing.idle), delay: TimeAmount(timing.idle)
        ) { [weak self] _ in self?.tick(loop.value) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is RemoteWelcome { ready.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: - To the server

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .call(var message, let bytes, let answer):
            message.serial = serial
            serial &+= 1
            if let reason {
                answer.fail(EndpointError(.notSent, reason.reason))
                promise?.fail(reason)
                return
            }
            waiting[message.serial] = Waiting(answer: answer, bytes: bytes)
            context.write(wrapOutboundOut(message), promise: promise)
        case .part(let message):
            if let error = broken[message.serial] {
                promise?.fail(error)
            } else {
                context.write(wrapOutboundOut(message), promise: promise)
            }
        case .finish(let message, let answer):
            if let error = broken.removeValue(forKey: message.serial) {
                answer.fail(error)
                promise?.succeed()
            } else if let reason {
                answer.fail(EndpointError(.sent, reason.reason))
                promise?.fail(reason)
            } else {
                waiting[message.serial] = Waiting(answer: answer, reply: message)
                context.write(wrapOutboundOut(message), promise: promise)
            }
        }
    }

    // MARK: - From the server

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let message = unwrapInboundIn(data)
        unanswered = 0
        if message.program == Keepalive.program {
            if message.procedure == Keepalive.ping { send(Keepalive.pong, context) }
            return
        }
        switch message.kind {
        case .event: events(message)
        case .reply: replied(message)
        case .stream: streamed(message, context)
        default: break
        }
    }

    private func replied(_ message: WireMessage) {
        guard var call = waiting[message.serial] else { return }
        if message.status == .error {
            waiting[message.serial] = nil
            call.answer.fail(refusal(message))
        } else if call.bytes != nil, !call.isOver {
            call.reply = message
            waiting[message.serial] = call
        } else {
            waiting[message.serial] = nil
            call.answer.succeed(RemoteAnswer(reply: message, bytes: call.received))
        }
    }

    private func streamed(_ message: WireMessage, _ context: ChannelHandlerContext) {
        guard var call = waiting[message.serial] else {
            if message.status == .error { broken[message.serial] = refusal(message) }
            return
        }
        switch message.status {
        case .error:
            waiting[message.serial] = nil
            call.answer.fail(refusal(message))
        case .ok:
            if let reply = call.reply {
                waiting[message.serial] = nil
                call.answer.succeed(RemoteAnswer(reply: reply, bytes: call.received))
            } else {
                call.isOver = true
                waiting[message.serial] = call
            }
        case .more where message.payload.readableBytes == 0:
            if !call.isConfirmed { context.writeAndFlush(wrapOutboundOut(message.answer(.stream)), promise: nil) }
            call.isConfirmed = true
            waiting[message.serial] = call
        case .more:
            call.received += message.payload.readableBytesView
            guard call.received.count <= call.bytes ?? 0 else {
                waiting[message.serial] = nil
                call.answer.fail(EndpointError(.sent, "the server sends more than was asked for"))
                context.close(promise: nil)
                return
            }
            waiting[message.serial] = call
        }
    }

    private func refusal(_ message: WireMessage) -> RemoteError {
        var reader = XDRReader(message.payload)
        do {
            return RemoteError(try reader.structure(errors))
        } catch {
            return RemoteError(1, 7, "an error that cannot be read: \(error.reason)")
        }
    }

    // MARK: - Life

    private func tick(_ context: ChannelHandlerContext) {
        guard unanswered < timing.unanswered else {
            fail("nothing was heard for \(timing.idle * timing.unanswered)")
            context.close(promise: nil)
            return
        }
        unanswered += 1
        send(Keepalive.ping, context)
    }

    private func send(_ procedure: Int32, _ context: ChannelHandlerContext) {
        let message = WireMessage(
            program: Keepalive.program, version: 1, procedure: procedure, kind: .event, serial: 0)
        context.writeAndFlush(wrapOutboundOut(message), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error is WireError ? "the server does not speak libvirt's protocol: \(error)" : "the connection failed: \(error)")
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail("the server closed the connection")
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        fail("the connection has ended")
    }

    private func fail(_ text: String) {
        guard reason == nil else { return }
        let error = EndpointError(.sent, text)
        reason = error
        ready.fail(EndpointError(.notSent, text))
        let calls = waiting.values
        waiting = [:]
        for call in calls { call.answer.fail(error) }
        ended(error)
    }
}
