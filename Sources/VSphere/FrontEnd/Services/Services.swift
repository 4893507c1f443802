import Agents
import Bus
import Foundation
import Generic
import Logging
import Store
import XML

/// The automation API: one table of services and operations, whether they are called by REST or by JSON-RPC.
struct Services: Sendable {
    typealias Handler = @Sendable (Services, ServiceCall) async throws(ServiceError) -> Element

    let presentation: Presentation
    let sessions: ServiceSessions
    let table: ServiceTable
    let actions: ServiceActions
    let log: Logger
    let authenticate: @Sendable (String, String) async -> Bool

    private static let handlers: [String: Handler] = [session, categories, tags, associations].reduce(into: [:]) {
        $0.merge($1) { first, _ in first }
    }

    init(
        _ presentation: Presentation, beside soap: VimSessions, limits: @escaping @Sendable () -> ClientLimits,
        log: Logger,
        authenticate: @escaping @Sendable (String, String) async -> Bool
    ) throws {
        let folder = presentation.server.engine.mappings.directory.appendingPathComponent(Presentation.protocolName)
        self.presentation = presentation
        sessions = ServiceSessions(presentation, beside: soap, limits: limits)
        table = try ServiceTable(contentsOf: folder.appendingPathComponent("services.txt"))
        actions = try ServiceActions(
            contentsOf: folder.appendingPathComponent("service-actions.xml"),
            schema: folder.appendingPathComponent("service-actions.rng"))
        self.log = log
        self.authenticate = authenticate
        try renameTypes()
        for (operation, action) in actions.actions {
            guard table.operations[operation] != nil else { throw Unknown(operation: operation) }
            if case .own = action, Services.handlers[operation] == nil { throw Unknown(operation: operation) }
        }
    }

    struct Unknown: Error, CustomStringConvertible {
        var operation: String
        var description: String { "service-actions.xml: nothing is known of \(operation)" }
    }

    /// Carries out an operation.
    /// - Returns: `output`, in the abstract form that ``ServiceCodec`` describes.
    func invoke(_ call: ServiceCall) async throws(ServiceError) -> Element {
        switch actions.actions[call.operation.id] {
        case .own:
            guard let handler = Services.handlers[call.operation.id] else { throw .noOperation }
            return try await handler(self, call)
        case .list(let list):
            try mayRead(call)
            return try self.list(list, call)
        case .read(let read):
            try mayRead(call)
            return try self.read(read, call)
        case .command(let subject): return try await command(subject, call)
        case .some(.none):
            _ = try call.authenticated()
            if case .list = call.operation.result { return ServiceCall.output() }
            throw .notFound("object")
        case nil:
            _ = try call.authenticated()
            throw ServiceError("unsupported", "The operation is not supported.")
        }
    }

    private func mayRead(_ call: ServiceCall) throws(ServiceError) {
        let user = try call.authenticated().user
        guard presentation.access(of: user).seesAnything else {
            throw ServiceError("unauthorized", "The user may not see this.")
        }
    }

    /// The answer that the mapping makes.
    func answer(_ input: Document, operations: UInt = 2_000_000) throws(ServiceError) -> Element {
        let engine = presentation.server.engine
        let output: Element
        do {
            output = try engine.transform(
                .serviceOut, input, engine.context(presentation.cache.side), operations: operations
            ).root
        } catch {
            log.error("an answer cannot be made", metadata: ["error": "\(error)"])
            throw .failure
        }
        guard output.name == "error" else { return output }
        throw ServiceError(output["type"] ?? "internal_server_error", output.text, id: output["id"])
    }

    /// What a client is told of an error that is ours.
    func failure(_ error: any Error) -> ServiceError {
        log.error("a request failed", metadata: ["error": "\(error)"])
        return .failure
    }

    func audit(_ user: String, _ address: String, _ action: String, _ outcome: String, target: String? = nil) {
        do {
            try presentation.server.store.audit.append(
                user: user, protocol: Presentation.protocolName, address: address, action: action, target: target,
                outcome: outcome)
        } catch {
            log.critical("the audit log cannot be written", metadata: ["error": "\(error)"])
        }
    }
}
