import Agents
import Bus
import Foundation
import Generic
import Hosts
import Store
import XML

/// Calls that open a stream: what goes over it is the content of a generic command.
extension LibvirtFrontEnd {
    /// What a call that opens a stream is answered, and the stream.
    typealias Opening = (result: Element, flow: StreamBook.Flow)

    /// - Throws: ``RemoteError`` for what is refused before anything flows.
    func open(
        _ procedure: ProcedureTable.Procedure, _ call: Element, _ message: WireMessage, _ caller: Caller
    ) async throws(RemoteError) -> Opening {
        try await answering(procedure, call, caller) {
            guard let need = calls.commands[procedure.name] else { throw unsupported(procedure) }
            let request = try prepared(procedure, call, need, caller)
            try server.check(request.command, of: caller.client)
            let result = { (made: Outcome.Made?) in
                try self.mapped(.result(made: made), request.command.name, request.call, caller, request.trace)
            }
            switch procedure.stream {
            case .read:
                let file = try await server.open(request.command, from: caller.client, trace: request.trace)
                let flow = Outflow(
                    message, file, offset: call.number("offset"), length: call.number("length"),
                    mayHaveHoles: call.number("flags") & 1 == 1)
                return (try result(try await picture(file, request.command)), .toClient(flow))
            case .write:
                return (try result(nil), .fromClient(try await inflow(request, call, message, caller)))
            case nil: throw unsupported(procedure)
            }
        }
    }

    /// What a screen shows is told by its media type.
    private func picture(_ file: HostFile, _ command: Command) async throws -> Outcome.Made? {
        guard command.name == "vm.screenshot" else { return nil }
        let start = try await file.read(from: 0, count: Int(min(8, file.size)))
        let type = PictureFormat(of: start).mediaType
        return Outcome.Made(
            type: "picture", id: command.target,
            content: [Element("picture", namespace: Namespaces.generic, attributes: ["type": type])])
    }

    private func inflow(
        _ request: Request, _ call: Element, _ message: WireMessage, _ caller: Caller
    ) async throws -> Inflow {
        let command = request.command
        var reading = Element("command", namespace: Namespaces.generic, attributes: ["name": "file.read"])
        for name in ["target", "path", "disk"] { reading[name] = command.element[name] }
        let existing = try await server.open(try Command(reading), from: caller.client, trace: request.trace)
        return try Inflow(
            message, in: server.store.scratch, over: existing, offset: call.number("offset"),
            length: call.number("length"), room: room(command.target)
        ) { content throws(RemoteError) in
            var element = command.element
            element["size"] = "\(content.size)"
            do throws(Fault) {
                try await self.server.write(
                    try Command(element), content, from: caller.client, trace: self.server.traces.begin())
            } catch {
                throw self.refusal(error, request.call, caller)
            }
        }
    }

    /// Bytes that are free in a datastore.
    private func room(_ datastore: String) -> Int64 {
        let generic = (try? server.store.mirror.generic(datastore)).flatMap { $0 }
        return generic.flatMap { try? Document(parsing: $0).root.first("free") }.flatMap { Int64($0.text) } ?? 0
    }
}

extension Element {
    /// An argument that is a number; 0 without it.
    fileprivate func number(_ argument: String) -> Int64 {
        first(argument).flatMap { UInt64($0.text) }.map { Int64(clamping: $0) } ?? 0
    }
}
