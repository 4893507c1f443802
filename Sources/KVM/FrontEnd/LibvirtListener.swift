import Foundation
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

/// A port or socket that libvirt's clients connect to.
public struct LibvirtListener: Sendable {
    public enum Place: Sendable {
        case address(String, port: Int)
        /// A UNIX socket.
        case path(String)
    }

    /// How its clients show who they are.
    public enum Login: Sendable {
        case nobody(as: String)
        case password
        /// `nameIn` tells the common name of a certificate.
        case certificate(nameIn: @Sendable (NIOSSLCertificate) -> String?)
    }

    private let frontEnd: LibvirtFrontEnd
    private let place: Place
    private let login: LibvirtConnection.Login
    private let tls: NIOSSLContext?
    private let connections: Int
    private var nameIn: @Sendable (NIOSSLCertificate) -> String? = { _ in nil }
    private let log: Logger

    /// Seconds in which a client has to log in.
    private static let loginTime = TimeAmount.seconds(30)
    /// Calls of one client that are carried out at the same time.
    private static let callsAtOnce = 5

    /// - Parameters:
    ///   - connections: clients at the same time; those after them are turned away.
    /// - Throws: `NIOSSLError` for a configuration that cannot be used.
    public init(
        _ frontEnd: LibvirtFrontEnd, at place: Place, login: Login, tls: TLSConfiguration?, connections: Int,
        log: Logger
    ) throws {
        self.frontEnd = frontEnd
        self.place = place
        switch login {
        case .nobody(let user): self.login = .nobody(as: user)
        case .password: self.login = .password
        case .certificate(let names):
            self.login = .certificate
            nameIn = names
        }
        self.tls = try tls.map { configuration in
            var configuration = configuration
            // libvirt's clients take the session tickets of TLS 1.3 for the byte that they wait for, and give up.
            configuration.maximumTLSVersion = .tlsv12
            return try NIOSSLContext(configuration: configuration)
        }
        self.connections = connections
        self.log = log
    }

    private var isSecure: Bool {
        if case .path = place { true } else { tls != nil }
    }

    private typealias Wire = NIOAsyncChannel<WireMessage, WireMessage>
    private typealias Client = (wire: Wire, connection: LibvirtConnection)

    /// Serves clients until the task is cancelled.
    /// - Parameter listening: called with the port once clients can connect.
    /// - Throws: `IOError` where it cannot listen.
    public func run(listening: @Sendable (Int?) -> Void) async throws {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
        let initialize: @Sendable (any Channel) -> EventLoopFuture<Client> = { channel in
            channel.eventLoop.makeCompletedFuture { try self.set(up: channel) }
        }
        let server: NIOAsyncChannel<Client, Never>
        switch place {
        case .address(let address, let port):
            server = try await bootstrap.bind(host: address, port: port, childChannelInitializer: initialize)
        case .path(let path):
            server = try await bootstrap.bind(
                unixDomainSocketPath: path, cleanupExistingSocketFile: true, childChannelInitializer: initialize)
        }
        listening(server.channel.localAddress?.port)
        try await server.executeThenClose { clients in
            await withDiscardingTaskGroup { group in
                let anteroom = Anteroom(most: connections)
                do {
                    for try await client in clients {
                        let guest = Anteroom.Guest(
                            isInside: { client.connection.isOpen },
                            sendAway: { client.wire.channel.close(promise: nil) })
                        guard let number = anteroom.enter(guest) else {
                            client.wire.channel.close(promise: nil)
                            group.addTask { try? await client.wire.executeThenClose { _, _ in } }
                            continue
                        }
                        group.addTask {
                            await self.serve(client)
                            anteroom.leave(number)
                        }
                    }
                } catch {
                    self.log.debug("no more clients", metadata: ["error": "\(error)"])
                }
                group.cancelAll()
            }
        }
        if case .path(let path) = place { unlink(path) }
    }

    private func set(up channel: any Channel) throws -> Client {
        let connection = LibvirtConnection(
            frontEnd, login, address: channel.remoteAddress?.ipAddress ?? "", isSecure: isSecure)
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            try pipeline.addHandlers([
                NIOSSLServerHandler(context: tls), ConfirmationHandler(connection, nameIn: nameIn),
            ])
        }
        try pipeline.addHandlers([
            ByteToMessageHandler(WireDecoder { connection.longest }), MessageToByteHandler(WireEncoder()),
            ClosingHandler(),
        ])
        let wire = try Wire(
            wrappingChannelSynchronously: channel,
            configuration: .init(
                // A few messages may wait before the socket is left unread; they may be long.
                backPressureStrategy: .init(lowWatermark: 1, highWatermark: Self.callsAtOnce)))
        channel.eventLoop.scheduleTask(in: Self.loginTime) { if !connection.isOpen { channel.close(promise: nil) } }
        return (wire, connection)
    }

    private func serve(_ client: Client) async {
        let connection = client.connection
        do {
            try await client.wire.executeThenClose { inbound, outbound in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for await message in connection.told { try await outbound.write(message) }
                        // Either the client has gone, or it does not read what it is told.
                        client.wire.channel.close(promise: nil)
                    }
                    try await self.answer(inbound, outbound, connection)
                    connection.end()
                    group.cancelAll()
                }
            }
        } catch {
            log.debug("a connection ended", metadata: ["address": "\(connection.address)", "error": "\(error)"])
        }
        connection.close()
    }

    private func answer(
        _ inbound: NIOAsyncChannelInboundStream<WireMessage>, _ outbound: NIOAsyncChannelOutboundWriter<WireMessage>,
        _ connection: LibvirtConnection
    ) async throws {
        // Of each task, whether it was a call that others wait for.
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var running = 0
            for try await message in inbound {
                if message.kind == .stream || message.kind == .streamHole {
                    guard let rest = await connection.take(message) else { continue }
                    group.addTask {
                        if let answer = await rest() { try await outbound.write(answer) }
                        return false
                    }
                    continue
                }
                // The conversation has an order; calls about objects may overtake each other.
                if connection.isInOrder(message) {
                    if let answer = await connection.answer(message) { try await outbound.write(answer) }
                    if connection.state.withLock(\.isClosing) { break }
                    continue
                }
                // No more is read meanwhile: a client that does not read holds no more than one such call.
                if connection.opensStream(message) {
                    if let answer = await connection.answer(message) { try await outbound.write(answer) }
                    group.addTask {
                        try await connection.flow(message) { try await outbound.write($0) }
                        return false
                    }
                    continue
                }
                while running == Self.callsAtOnce { if try await group.next() == true { running -= 1 } }
                running += 1
                group.addTask {
                    if let answer = await connection.answer(message) { try await outbound.write(answer) }
                    return true
                }
            }
            connection.streams.removeAll()
            try await group.waitForAll()
        }
    }
}

extension LibvirtConnection {
    var isOpen: Bool { state.withLock(\.isOpen) }

    /// Whether a message has to be answered before the next one is looked at.
    func isInOrder(_ message: WireMessage) -> Bool {
        guard message.kind == .call, let program = frontEnd.procedures.program(message.program),
            let procedure = program[message.procedure]
        else { return true }
        return !isOpen || Conversation.beforeLogin[procedure.name] != nil
            || Conversation.handlers[procedure.name] != nil
    }
}
