import NIOCore
import NIOPosix

/// A server on a loopback port that takes everything it is sent and answers with what it was told, or never.
final class ScriptedServer: Sendable {
    let channel: any Channel

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let server: ScriptedServer.Script

        init(_ server: ScriptedServer.Script) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard let text = server.answer else { return }
            context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
            if server.closes { context.close(promise: nil) }
        }
    }

    struct Script: Sendable {
        /// What is written once something has come in; nil: nothing ever.
        var answer: String?
        var closes = true
    }

    init(_ script: Script) async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Handler(script)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    func close() async { try? await channel.close() }
}
