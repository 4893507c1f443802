import NIOCore
import NIOHTTP1
import NIOPosix

/// The socket of a ``ScriptedXapi``.
final class ScriptedXapiListener: Sendable {
    private let channel: any Channel

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = NIOHTTPServerRequestFull
        typealias OutboundOut = HTTPServerResponsePart
        let server: ScriptedXapi

        init(_ server: ScriptedXapi) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let request = unwrapInboundIn(data)
            let (channel, server) = (context.channel, server)
            let body = request.body.map { Array($0.readableBytesView) } ?? []
            let mark = request.head.headers.first(name: "x-http-other-config-dragoman")
            Task {
                switch await server.reply(request.head.uri, body, mark: mark) {
                case .nothing: break
                case .close: try? await channel.close()
                case .answer(let bytes, let status):
                    let head = HTTPResponseHead(
                        version: .http1_1, status: .init(statusCode: status),
                        headers: ["content-length": "\(bytes.count)"])
                    channel.write(HTTPServerResponsePart.head(head), promise: nil)
                    channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
                    try? await channel.writeAndFlush(HTTPServerResponsePart.end(nil)).get()
                }
            }
        }
    }

    init(_ server: ScriptedXapi, host: String = "127.0.0.1", port: Int = 0) async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        NIOHTTPServerRequestAggregator(maxContentLength: 1 << 20))
                    try channel.pipeline.syncOperations.addHandler(Handler(server))
                }
            }
            .bind(host: host, port: port).get()
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    func close() async { try? await channel.close() }
}
