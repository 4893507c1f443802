import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import NIOTLS

/// TLS with the certificate of the name by which the client calls the server (Server Name Indication, RFC 6066).
struct NamedTLSChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let contexts: NamedContexts

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            let name = ServerNameHandler()
            let hello = ByteToMessageHandler(
                SNIHandler { result in
                    if case .hostname(let host) = result { name.set(host.lowercased()) }
                    let context = contexts.context(for: name.name)
                    return channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLServerHandler(context: context), position: .before(name))
                    }
                })
            try channel.pipeline.syncOperations.addHandlers([hello, name])
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
