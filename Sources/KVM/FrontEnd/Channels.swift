import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// Once TLS is there, the client waits for one byte that says that it is let in.
final class ConfirmationHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: LibvirtConnection

    private let nameIn: @Sendable (NIOSSLCertificate) -> String?

    /// - Parameter nameIn: the common name of a certificate.
    init(_ connection: LibvirtConnection, nameIn: @escaping @Sendable (NIOSSLCertificate) -> String?) {
        self.connection = connection
        self.nameIn = nameIn
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            let certificate = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
                .peerCertificate
            if connection.certify(certificate.flatMap(nameIn)) {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [1])), promise: nil)
            } else {
                context.close(promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }
}

/// Ends the connection at the first bytes that are no message.
final class ClosingHandler: ChannelInboundHandler {
    typealias InboundIn = WireMessage
    typealias InboundOut = WireMessage

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

extension LibvirtConnection {
    /// Takes the name in a client's certificate for the user's, where clients show who they are by it.
    /// - Returns: false if it is nobody's.
    func certify(_ name: String?) -> Bool {
        guard login == .certificate else { return true }
        guard let name, frontEnd.users()[name] != nil else { return false }
        state.withLock { $0.user = name }
        return true
    }
}
