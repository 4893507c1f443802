import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// One connection to a server, for one exchange at a time.
final class HTTPConnection: Sendable {
    let channel: any Channel
    /// When its last exchange ended.
    let idleSince: ContinuousClock.Instant

    private init(channel: any Channel, idleSince: ContinuousClock.Instant) {
        self.channel = channel
        self.idleSince = idleSince
    }

    /// - Throws: ``EndpointError``: no connection, or a server that is not trusted.
    static func open(
        _ address: EndpointAddress, _ trust: EndpointTrust, _ context: NIOSSLContext?, answerBytes: Int,
        timeout: Duration
    ) async throws(EndpointError) -> HTTPConnection {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let ready = loop.makePromise(of: Void.self)
        let refusal = Mutex<String?>(nil)
        let limit = TimeAmount(timeout)
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(limit)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        try pipeline.addHandler(
                            trust.handler(context, address) { reason in refusal.withLock { $0 = reason } })
                    }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: answerBytes))
                    try pipeline.addHandler(HTTPExchangeHandler(ready: ready, isSecure: context != nil))
                }
            }
        do {
            let channel = try await bootstrap.connect(host: address.host, port: address.port).get()
            let timer = loop.scheduleTask(in: limit) {
                ready.fail(EndpointError(.notSent, "no TLS handshake in \(timeout)"))
                channel.close(promise: nil)
            }
            defer { timer.cancel() }
            try await ready.futureResult.get()
            return HTTPConnection(channel: channel, idleSince: .now)
        } catch {
            ready.fail(EndpointError(.notSent, "not connected"))
            throw EndpointError(.notSent, refusal.withLock { $0 } ?? reason(error))
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as EndpointError: return error.reason
        case let error as NIOConnectionError:
            if error.connectionErrors.isEmpty { return "no connection: the name cannot be resolved" }
            let failures = error.connectionErrors.map { ($0.error as? IOError)?.description ?? "\($0.error)" }
            return "no connection: \(failures.joined(separator: ", "))"
        default: return "no connection: \(error)"
        }
    }

    /// - Throws: ``EndpointError``.
    func perform(_ head: HTTPRequestHead, _ body: [UInt8], timeout: Duration) async throws(EndpointError) -> HTTPAnswer
    {
        let answer = channel.eventLoop.makePromise(of: HTTPAnswer.self)
        let exchange = HTTPExchange(head: head, body: ByteBuffer(bytes: body), answer: answer)
        channel.writeAndFlush(HTTPOutbound.exchange(exchange)).whenFailure { error in
            // Where the handler has taken the exchange, it has failed the promise itself, and this one comes too late.
            answer.fail(EndpointError(.notSent, "the connection is closed: \(error)"))
        }
        let channel = self.channel
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            answer.fail(EndpointError(.sent, "no answer in \(timeout)"))
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        do {
            return try await answer.futureResult.get()
        } catch {
            throw error as? EndpointError ?? EndpointError(.sent, "\(error)")
        }
    }

    /// Sends a body of which not all is in memory. The server's answer may come before its end.
    /// - Parameters:
    ///   - send: gives the body piece by piece.
    ///   - stall: how long no piece may be taken, and the answer may take.
    /// - Throws: ``EndpointError``, or what `send` throws of its own.
    func perform(
        _ head: HTTPRequestHead, stall: Duration,
        _ send: (@Sendable ([UInt8]) async throws -> Void) async throws -> Void
    ) async throws -> HTTPAnswer {
        let answer = channel.eventLoop.makePromise(of: HTTPAnswer.self)
        let channel = self.channel
        @Sendable func write(_ part: HTTPOutbound) async throws {
            let timer = channel.eventLoop.scheduleTask(in: TimeAmount(stall)) { channel.close(promise: nil) }
            defer { timer.cancel() }
            try await channel.writeAndFlush(part).get()
        }
        do {
            try await write(.head(head, answer: answer))
            try await send { bytes in try await write(.piece(ByteBuffer(bytes: bytes))) }
            try await write(.end)
        } catch {
            // What is half sent cannot be taken back: the connection ends.
            let isOfConnection = error is ChannelError || error is IOError
            let failure = isOfConnection ? EndpointError(.sent, "the connection failed: \(error)") : error
            answer.fail(failure)
            channel.close(promise: nil)
            // A server that has answered and closed has said why; content that could not be given was not stored.
            if !isOfConnection { throw failure }
        }
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(stall)) {
            answer.fail(EndpointError(.sent, "no answer in \(stall)"))
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        return try await answer.futureResult.get()
    }

    /// The same connection after an exchange.
    var rested: HTTPConnection { HTTPConnection(channel: channel, idleSince: .now) }

    var isOpen: Bool { channel.isActive }

    func close() { channel.close(promise: nil) }
}
