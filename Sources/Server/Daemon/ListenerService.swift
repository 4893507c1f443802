import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import VSphere

/// One open port.
struct ListenerService: Service {
    private let name: String
    private let listener: Configuration.Listener
    private let application: any Service
    /// Ends what would keep the listener from stopping, such as long polls.
    private let stopping: @Sendable () -> Void

    /// - Parameters:
    ///   - names: what clients may call it, each with the certificate that it shows then.
    ///   - shortCalls: what answers some of the requests before the responder sees them.
    ///   - opened: is told the port, which the system has chosen if none is configured.
    /// - Throws: ``StartError`` for a certificate that cannot be used.
    init<Responder: HTTPResponder>(
        _ name: String, _ listener: Configuration.Listener, names: [String: Configuration.TLS] = [:],
        responder: Responder, shortCalls: ShortCalls? = nil, staysOnLoop: @escaping @Sendable (Request) -> Bool,
        connections: Int, state: URL,
        log: Logger, opened: @escaping @Sendable (_ port: Int) -> Void,
        stopping: @escaping @Sendable () -> Void
    ) throws(StartError) where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        self.name = name
        self.listener = listener
        self.stopping = stopping
        let tls: TLSConfiguration? =
            if let tls = listener.tls { try ServerCertificate.configuration(tls, state: state) } else { nil }
        var named: [String: TLSConfiguration] = [:]
        for (name, tls) in names { named[name] = try ServerCertificate.configuration(tls, name: name, state: state) }
        do {
            // pyVmomi uses a connection again that has rested for up to 900 seconds, and fails if it has been closed.
            // In the clear, scripts close their side once they have sent their request, and still want the answer.
            let departure = tls != nil
            let http = HTTP1Channel.Configuration(
                additionalChannelHandlers: (shortCalls.map { [ShortCallHandler($0)] } ?? [])
                    + (departure ? [DepartureHandler()] : []),
                idleTimeout: .seconds(960))
            let plain = HTTPServerBuilder { LoopBoundChannel(HTTP1Channel(responder: $0, configuration: http)) }
            var server = try tls.map { try .tls(plain, tlsConfiguration: $0) } ?? plain
            if let tls, !named.isEmpty {
                let contexts = try NamedContexts(named, other: tls)
                server = HTTPServerBuilder { responder in
                    let plain = LoopBoundChannel(HTTP1Channel(responder: responder, configuration: http))
                    return NamedTLSChannel(base: plain, contexts: contexts)
                }
            }
            application = Application(
                responder: ElsewhereResponder(base: responder, staysOnLoop: staysOnLoop),
                server: server,
                configuration: ApplicationConfiguration(
                    address: .hostname(listener.address, port: listener.port), serverName: nil, backlog: 512,
                    reuseAddress: true, availableConnectionsDelegate: .maximum(connections, logger: log)),
                onServerRunning: { channel in
                    let port = channel.localAddress?.port ?? listener.port
                    opened(port)
                    log.info(
                        "listening",
                        metadata: [
                            "listener": "\(name)", "address": "\(listener.address)", "port": "\(port)",
                            "tls": "\(tls != nil)",
                        ])
                },
                logger: Self.quiet)
        } catch {
            throw StartError(.configuration, "listeners.\(name): TLS cannot be set up: \(error)")
        }
    }

    func run() async throws {
        do {
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                stopping()
            }
        } catch let error as IOError {
            throw StartError(
                .unavailable,
                "listeners.\(name): cannot listen on \(listener.address) port \(listener.port): \(String(cString: strerror(error.errnoCode)))"
            )
        } catch let error as SocketAddressError {
            throw StartError(.unavailable, "listeners.\(name): \(listener.address) is no address here: \(error)")
        }
    }

    /// The framework's own messages, which tell nothing that the metrics do not.
    private static var quiet: Logger { Logger(label: "http") { _ in SwiftLogNoOpLogHandler() } }
}
