import Foundation
import KVM
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// One open port or UNIX socket for libvirt's clients.
struct SocketListenerService: Service {
    private let name: String
    private let configured: Configuration.SocketListener
    private let listener: LibvirtListener
    private let log: Logger

    /// - Throws: ``StartError`` for certificates that cannot be used.
    init(
        _ name: String, _ configured: Configuration.SocketListener, _ frontEnd: LibvirtFrontEnd, connections: Int,
        state: URL,
        log: Logger
    ) throws(StartError) {
        self.name = name
        self.configured = configured
        self.log = log
        var tls = try configured.listener.tls.map { tls throws(StartError) in
            try ServerCertificate.configuration(tls, state: state)
        }
        if let authority = configured.authority {
            tls?.certificateVerification = .noHostnameVerification
            tls?.trustRoots = .file(authority.path)
        }
        let login: LibvirtListener.Login =
            switch configured.authentication {
            case .none: .nobody(as: configured.user ?? "")
            case .password: .password
            case .certificate: .certificate(nameIn: ServerCertificate.commonName)
            }
        do {
            listener = try LibvirtListener(
                frontEnd,
                at: configured.path.map { .path($0.path) }
                    ?? .address(configured.listener.address, port: configured.listener.port),
                login: login, tls: tls, connections: connections, log: log)
        } catch {
            throw StartError(.configuration, "listeners.\(name): TLS cannot be set up: \(error)")
        }
    }

    func run() async throws {
        let place = configured.path?.path ?? "\(configured.listener.address) port \(configured.listener.port)"
        do {
            try await cancelWhenGracefulShutdown {
                try await listener.run { port in
                    log.info(
                        "listening",
                        metadata: [
                            "listener": "\(name)", "address": "\(configured.path?.path ?? configured.listener.address)",
                            "port": "\(port ?? 0)", "tls": "\(configured.listener.tls != nil)",
                        ])
                }
            }
        } catch is CancellationError {
        } catch let error as IOError {
            throw StartError(
                .unavailable,
                "listeners.\(name): cannot listen on \(place): \(String(cString: strerror(error.errnoCode)))")
        } catch let error as SocketAddressError {
            throw StartError(.unavailable, "listeners.\(name): \(place) is no address here: \(error)")
        }
    }
}
