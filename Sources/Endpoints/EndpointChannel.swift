import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Connections to servers, over TCP, TLS or a socket in the file system.
public enum EndpointChannel {
    /// - Parameters:
    ///   - identity: the certificate that is shown to the server, if it asks for one.
    ///   - timeout: how long connecting may take, and then what makes the connection ready.
    ///   - handlers: adds what comes after TLS, and keeps the promise once the connection can be used.
    /// - Throws: ``EndpointError``: no connection, or a server that is not trusted.
    public static func open(
        _ address: EndpointAddress, _ trust: EndpointTrust, identity: EndpointIdentity? = nil, timeout: Duration,
        handlers: @escaping @Sendable (ChannelPipeline.SynchronousOperations, EventLoopPromise<Void>) throws -> Void
    ) async throws(EndpointError) -> any Channel {
        let context = try context(address, trust, identity)
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let ready = loop.makePromise(of: Void.self)
        let refusal = Mutex<String?>(nil)
        let limit = TimeAmount(timeout)
        var bootstrap = ClientBootstrap(group: loop).connectTimeout(limit)
        if address.socket == nil {
            bootstrap = bootstrap.channelOption(.socketOption(.tcp_nodelay), value: 1)
                .channelOption(.socketOption(.so_keepalive), value: 1)
        }
        bootstrap = bootstrap.channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                if let context {
                    try pipeline.addHandler(
                        trust.handler(context, address) { reason in refusal.withLock { $0 = reason } })
                }
                try handlers(pipeline, ready)
            }
        }
        do {
            let channel: any Channel
            if let socket = address.socket {
                channel = try await bootstrap.connect(unixDomainSocketPath: socket).get()
            } else {
                channel = try await bootstrap.connect(host: address.host, port: address.port).get()
            }
            let timer = loop.scheduleTask(in: limit) {
                ready.fail(EndpointError(.notSent, "no TLS handshake in \(timeout)"))
                channel.close(promise: nil)
            }
            defer { timer.cancel() }
            try await ready.futureResult.get()
            return channel
        } catch {
            ready.fail(EndpointError(.notSent, "not connected"))
            throw EndpointError(.notSent, refusal.withLock { $0 } ?? reason(error))
        }
    }

    /// Made for each connection, so that a file of authorities may change while the daemon runs.
    private static func context(
        _ address: EndpointAddress, _ trust: EndpointTrust, _ identity: EndpointIdentity?
    ) throws(EndpointError) -> NIOSSLContext? {
        guard address.isSecure else { return nil }
        do {
            var configuration = try trust.configuration()
            try identity?.show(in: &configuration)
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw EndpointError(.notSent, "TLS cannot be set up: \(error)")
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
}
