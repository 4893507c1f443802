import Endpoints
import Hosts
import NIOCore
import Synchronization
import XML

/// A connection to a libvirtd: calls in their abstract form, and events.
final class RemoteConnection: Sendable {
    private let channel: any Channel
    private let table: ProcedureTable
    private let timing: RemoteTiming
    /// libvirtd takes five calls of a client at a time and then reads nothing more, no sign of life either.
    private let turns = Turns(4)
    /// Why it has ended.
    private let ending: Ending

    private final class Ending: Sendable {
        let reason = Mutex<EndpointError?>(nil)
    }

    private init(channel: any Channel, table: ProcedureTable, timing: RemoteTiming, ending: Ending) {
        self.channel = channel
        self.ending = ending
        self.table = table
        self.timing = timing
    }

    /// - Parameters:
    ///   - events: told each event, `<v:event procedure="…">`.
    ///   - ended: told why the connection has ended.
    /// - Throws: ``EndpointError``.
    static func open(
        _ settings: EndpointSettings, _ table: ProcedureTable, timing: RemoteTiming,
        events: @escaping @Sendable (Element) -> Void, ended: @escaping @Sendable (EndpointError) -> Void
    ) async throws(EndpointError) -> RemoteConnection {
        let isSecure = settings.address.isSecure
        let ending = Ending()
        let channel = try await EndpointChannel.open(
            settings.address, settings.trust, identity: settings.identity, timeout: timing.connecting
        ) { pipeline, ready in
            if isSecure { try pipeline.addHandler(RemoteWelcome.Handler()) }
            try pipeline.addHandler(ByteToMessageHandler(WireDecoder()))
            try pipeline.addHandler(MessageToByteHandler(WireEncoder()))
            try pipeline.addHandler(
                RemoteHandler(
                    ready: ready, isSecure: isSecure, timing: timing, errors: RemoteError.fields(table),
                    events: { message in
                        guard let procedure = table.program(message.program)?[message.procedure], procedure.isEvent,
                            let event = try? procedure.result(message.payload)
                        else { return }
                        events(event)
                    },
                    ended: { error in
                        ending.reason.withLock { $0 = error }
                        ended(error)
                    }))
        }
        return RemoteConnection(channel: channel, table: table, timing: timing, ending: ending)
    }

    func close() { channel.close(promise: nil) }

    // MARK: - Calls

    /// A call with these arguments: its result, `<v:result procedure="…">`.
    /// - Throws: ``RemoteError`` if the server refuses, ``EndpointError`` if it does not answer.
    func call(_ procedure: String, _ arguments: [Element] = []) async throws -> Element {
        try await call(.v("call", ["procedure": procedure], arguments))
    }

    /// - Throws: as ``call(_:_:)``.
    func call(_ call: Element) async throws -> Element {
        try await turns.run { try await result(of: call, bytes: nil).result }
    }

    /// A call that has to be answered soon, as those are that open a connection.
    /// - Throws: as ``call(_:_:)``.
    func callSoon(_ procedure: String, _ arguments: [Element] = []) async throws -> Element {
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(timing.connecting)) { [channel] in
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        return try await call(procedure, arguments)
    }

    /// A call whose stream carries content to here.
    /// - Parameter bytes: the most that it may carry.
    /// - Throws: as ``call(_:_:)``.
    func receive(_ call: Element, atMost bytes: Int) async throws -> (result: Element, bytes: [UInt8]) {
        try await turns.run { try await result(of: call, bytes: bytes) }
    }

    /// A call whose stream carries content to the server.
    /// - Throws: as ``call(_:_:)``, and what the content throws.
    func send(_ call: Element, _ content: FileContent) async throws -> Element {
        try await turns.run {
            let procedure = try procedure(of: call)
            let answer = try await ask(procedure, call, bytes: nil)
            let reply = answer.reply
            do {
                try await content.send { [channel] bytes in
                    for start in stride(from: 0, to: bytes.count, by: WireMessage.longestPart) {
                        let part = ByteBuffer(bytes: bytes[start..<min(start + WireMessage.longestPart, bytes.count)])
                        try await channel.writeAndFlush(RemoteRequest.part(reply.answer(.stream, .more, part))).get()
                    }
                }
            } catch let error as ChannelError {
                throw EndpointError(.sent, "the connection failed: \(error)")
            } catch {
                // What came so far is not the content: the server is told to end the stream.
                try? await finish(reply.answer(.stream, .error))
                throw error
            }
            try await finish(reply.answer(.stream))
            return try procedure.result(reply.payload)
        }
    }

    private func finish(_ message: WireMessage) async throws {
        let answer = channel.eventLoop.makePromise(of: RemoteAnswer.self)
        channel.writeAndFlush(RemoteRequest.finish(message, answer: answer)).whenFailure { error in
            answer.fail(EndpointError(.sent, "the connection is closed: \(error)"))
        }
        _ = try await answer.futureResult.get()
    }

    private func result(of call: Element, bytes: Int?) async throws -> (result: Element, bytes: [UInt8]) {
        let procedure = try procedure(of: call)
        let answer = try await ask(procedure, call, bytes: bytes)
        return (try procedure.result(answer.reply.payload), answer.bytes)
    }

    private func ask(
        _ procedure: ProcedureTable.Procedure, _ call: Element, bytes: Int?
    ) async throws -> RemoteAnswer {
        let payload: ByteBuffer
        do {
            payload = try procedure.arguments(call)
        } catch {
            throw RemoteError(8, 7, "invalid argument: \(procedure.name): \(error.reason)")
        }
        let program = table.remote
        let message = WireMessage(
            program: program.number, version: program.version, procedure: procedure.number, kind: .call, serial: 0,
            payload: payload)
        let answer = channel.eventLoop.makePromise(of: RemoteAnswer.self)
        channel.writeAndFlush(RemoteRequest.call(message, bytes: bytes, answer: answer)).whenFailure { [ending] error in
            // Where the handler has taken the call, it has failed the promise itself, and this one comes too late.
            let reason = ending.reason.withLock { $0?.reason } ?? "the connection is closed: \(error)"
            answer.fail(EndpointError(.notSent, reason))
        }
        return try await answer.futureResult.get()
    }

    private func procedure(of call: Element) throws(RemoteError) -> ProcedureTable.Procedure {
        let name = call["procedure"] ?? ""
        guard let procedure = table.remote[name], !procedure.isEvent else {
            throw RemoteError(3, 7, "this function is not supported by the connection driver: \(name)")
        }
        return procedure
    }
}
