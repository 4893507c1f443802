import Foundation
import NIOCore
import NIOPosix
import Synchronization
import XML

@testable import KVM

/// A server that speaks libvirt's wire and does what a test tells it. What it is not told of is answered with nothing:
/// zeros, empty lists.
final class ScriptedLibvirtd: Sendable {
    enum Reaction: Sendable {
        case result([Element])
        case error(RemoteError)
        case silence
        case close
        /// Bytes that are no message.
        case bytes([UInt8])
        /// A reply, then these parts of its stream, then its end or an error.
        case stream([[UInt8]], RemoteError?)
        /// These parts of a stream and its end, and then the reply.
        case hastyStream([[UInt8]])
    }

    static let uuid = "9a1b6ab4-4c0f-4a3d-9f5c-1f2e3d4c5b01"

    typealias Rule = @Sendable (Element) -> Reaction

    private let rules = Mutex<[String: Rule]>([:])
    private let calls = Mutex<[String]>([])
    private let pongs = Mutex(0)
    private let mute = Mutex(false)
    private let open = Mutex<[any Channel]>([])
    private let server = Mutex<(any Channel)?>(nil)
    fileprivate let table: ProcedureTable

    var port: Int { server.withLock { $0?.localAddress?.port ?? 0 } }
    /// The procedures that were called, in order.
    var called: [String] { calls.withLock { $0 } }
    /// Whether it answers no question if it still lives.
    var isMute: Bool {
        get { mute.withLock { $0 } }
        set { mute.withLock { $0 = newValue } }
    }
    var answersToPing: Int { pongs.withLock { $0 } }

    init(_ table: ProcedureTable) async throws {
        self.table = table
        on("connectGetCapabilities") { _ in
            let capabilities = Element("capabilities", children: [
                .element(Element("host", children: [.element(Element("uuid", text: Self.uuid))])),
            ])
            return .result([Element("capabilities", namespace: Libvirt.namespace, children: [.element(capabilities)])])
        }
        on("authList") { _ in .result([.argument("types", "0")]) }
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                self.open.withLock { $0.append(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ByteToMessageHandler(WireDecoder()))
                    try pipeline.addHandler(ServerHandler(script: self))
                }
            }
        let channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        server.withLock { $0 = channel }
    }

    func on(_ procedure: String, _ rule: @escaping Rule) { rules.withLock { $0[procedure] = rule } }

    /// Tells every client an event.
    func tell(_ event: Element) throws {
        guard let procedure = table.remote[event["procedure"] ?? ""] else { throw WireError("no such event") }
        let message = WireMessage(
            program: table.remote.number, version: 1, procedure: procedure.number, kind: .event, serial: 0,
            payload: try procedure.results(event))
        try send(message)
    }

    func ping() throws {
        try send(WireMessage(program: 0x6b65_6570, version: 1, procedure: 1, kind: .event, serial: 0))
    }

    private func send(_ message: WireMessage) throws {
        var buffer = ByteBuffer()
        try WireEncoder().encode(data: message, out: &buffer)
        for channel in open.withLock({ $0 }) { channel.writeAndFlush(buffer, promise: nil) }
    }

    /// Ends all connections.
    func cut() {
        let channels = open.withLock { channels in
            defer { channels = [] }
            return channels
        }
        for channel in channels { channel.close(promise: nil) }
    }

    func close() async throws {
        cut()
        try await server.withLock { $0 }?.close()
    }

    fileprivate func reaction(to call: Element) -> Reaction {
        let procedure = call["procedure"] ?? ""
        calls.withLock { $0.append(procedure) }
        return rules.withLock { $0[procedure] }?(call) ?? .result([])
    }

    fileprivate func notePong() { pongs.withLock { $0 += 1 } }
}

private final class ServerHandler: ChannelInboundHandler {
    typealias InboundIn = WireMessage
    typealias OutboundOut = ByteBuffer

    private let script: ScriptedLibvirtd

    init(script: ScriptedLibvirtd) { self.script = script }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let message = unwrapInboundIn(data)
        if message.program == 0x6b65_6570 {
            if message.procedure == 2 { script.notePong() }
            if message.procedure == 1, !script.isMute {
                var pong = message
                pong.procedure = 2
                send(pong, context)
            }
            return
        }
        guard message.kind == .call, let procedure = script.table.remote[message.procedure],
            let call = try? procedure.call(message.payload)
        else { return }
        switch script.reaction(to: call) {
        case .result(let parts):
            let result = Element.v("result", ["procedure": procedure.name], parts)
            guard let payload = try? procedure.results(result) else { return context.close(promise: nil) }
            send(message.answer(.reply, .ok, payload), context)
        case .error(let error): send(message.answer(.reply, .error, payload(error)), context)
        case .silence: break
        case .close: context.close(promise: nil)
        case .bytes(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .hastyStream(let parts):
            guard let reply = try? procedure.results(.v("result")) else { return context.close(promise: nil) }
            for part in parts { send(message.answer(.stream, .more, ByteBuffer(bytes: part)), context) }
            send(message.answer(.stream, .more), context)
            send(message.answer(.stream), context)
            send(message.answer(.reply, .ok, reply), context)
        case .stream(let parts, let error):
            guard let reply = try? procedure.results(.v("result")) else { return context.close(promise: nil) }
            send(message.answer(.reply, .ok, reply), context)
            for part in parts { send(message.answer(.stream, .more, ByteBuffer(bytes: part)), context) }
            if let error {
                send(message.answer(.stream, .error, payload(error)), context)
            } else {
                send(message.answer(.stream, .more), context)
                send(message.answer(.stream), context)
            }
        }
    }

    private func payload(_ error: RemoteError) -> ByteBuffer {
        var writer = XDRWriter()
        try? writer.structure(RemoteError.fields(script.table), error.value)
        return writer.buffer
    }

    private func send(_ message: WireMessage, _ context: ChannelHandlerContext) {
        var buffer = ByteBuffer()
        guard (try? WireEncoder().encode(data: message, out: &buffer)) != nil else { return }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }
}
