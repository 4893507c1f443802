import NIOCore
import NIOHTTP1
import NIOPosix

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
        _ address: EndpointAddress, _ trust: EndpointTrust, answerBytes: Int, timeout: Duration
    ) async throws(EndpointError) -> HTTPConnection {
        let channel = try await EndpointChannel.open(address, trust, timeout: timeout) { pipeline, ready in
            try pipeline.addHTTPClientHandlers()
            try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: answerBytes))
            try pipeline.addHandler(HTTPExchangeHandler(ready: ready, isSecure: address.isSecure))
        }
        return HTTPConnection(channel: channel, idleSince: .now)
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
