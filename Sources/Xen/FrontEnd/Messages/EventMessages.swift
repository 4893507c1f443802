import Foundation
import Generic
import Synchronization

extension Messages {
    static let events: [String: Handler] = [
        "event.from": { try await $0.eventFrom($1) },
        "event.inject": { try await $0.inject($1) },
        "event.register": { try $0.register($1) },
        "event.unregister": { try $0.unregister($1) },
        "event.next": { try await $0.next($1) },
        "event.get_current_id": { front, _ in .string("\(front.book.generation)") },
    ]
}

/// The messages of class event (XenAPI reference: event).
extension XapiFrontEnd {
    /// A client that asks for ever is answered after this many seconds, as XAPI does.
    private static let longestWait = 3600.0
    /// How often a wait looks if its client is still there.
    private static let lookout = Duration.seconds(5)

    func eventFrom(_ request: XapiRequest) async throws -> XapiValue {
        guard let token = EventToken(request.text(1)) else {
            throw XapiError("EVENT_FROM_TOKEN_PARSE_FAILURE", request.text(1))
        }
        var seconds = 0.0
        if case .double(let given)? = request.arguments.last { seconds = given }
        let filter = EventFilter((request.arguments.first?.items ?? []).compactMap(\.text), schema)
        if token.generation == 0 { await book.settle() }
        let found = try await wait(after: token.generation, filter, atMost: seconds, request)
        let counts = found.counts.map { className, count in
            XapiValue.Member(name: className.lowercased(), value: .integer(Int64(count)))
        }
        return .structure([
            .init(name: "events", value: .array(found.events.map(value))),
            .init(name: "valid_ref_counts", value: .structure(counts)),
            .init(name: "token", value: .string(EventToken(found.generation).text)),
        ])
    }

    private func wait(
        after generation: Int64, _ filter: EventFilter, atMost seconds: Double, _ request: XapiRequest
    ) async throws -> RecordEvents {
        let deadline = ContinuousClock.now + .seconds(min(max(0, seconds), XapiFrontEnd.longestWait))
        var heard = generation
        while true {
            var found = try await book.events(after: heard, filter)
            let rest = deadline - ContinuousClock.now
            if !found.events.isEmpty || rest <= .zero || !request.isConnected() || Task.isCancelled || book.isStopping {
                // Nothing that was passed over concerned the client.
                found.generation = max(found.generation, heard)
                return found
            }
            // A session that ended meanwhile hears so.
            _ = try sessions.find(request.loggedIn().ref)
            heard = found.generation
            await book.wait(after: heard, atMost: min(rest, XapiFrontEnd.lookout)) { classes in
                classes.contains { filter.concerns($0) }
            }
        }
    }

    private func value(_ event: RecordEvents.Event) -> XapiValue {
        var members: [XapiValue.Member] = [
            .init(name: "id", value: .string("\(event.id)")),
            .init(name: "timestamp", value: .string("0.0")),
            .init(name: "class", value: .string(event.className.lowercased())),
            .init(name: "operation", value: .string(event.operation.rawValue)),
            .init(name: "ref", value: .string(event.ref)),
        ]
        if let record = event.snapshot, let schema = schema[event.className] {
            members.append(.init(name: "snapshot", value: record.complete(schema)))
        }
        return .structure(members)
    }

    func inject(_ request: XapiRequest) async throws -> XapiValue {
        guard let schema = schema.named(anyCase: request.text(0)) else {
            throw XapiError("INVALID_VALUE", "class", request.text(0))
        }
        await book.settle()
        guard let generation = book.inject(schema.name, request.text(1)) else {
            throw XapiError.handleInvalid(schema.name, request.text(1))
        }
        return .string(EventToken(generation).text)
    }

    // MARK: - The older way

    func register(_ request: XapiRequest) throws -> XapiValue {
        let names = (request.arguments.first?.items ?? []).compactMap(\.text).filter { $0 == "*" || schema.named(anyCase: $0) != nil }
        let now = book.generation
        try request.loggedIn().subscription.withLock { subscription in
            subscription.classes.formUnion(names)
            subscription.since = subscription.since ?? now
        }
        return .void
    }

    func unregister(_ request: XapiRequest) throws -> XapiValue {
        let names = (request.arguments.first?.items ?? []).compactMap(\.text)
        try request.loggedIn().subscription.withLock { subscription in
            subscription.classes.subtract(names)
            if subscription.classes.isEmpty { subscription.since = nil }
        }
        return .void
    }

    /// Waits until something happens in the classes that the session has registered for.
    func next(_ request: XapiRequest) async throws -> XapiValue {
        let session = try request.loggedIn()
        let (classes, since) = session.subscription.withLock { ($0.classes, $0.since) }
        guard let since, !classes.isEmpty else { throw XapiError("SESSION_NOT_REGISTERED", session.ref) }
        let found = try await wait(after: since, EventFilter(classes, schema), atMost: XapiFrontEnd.longestWait, request)
        session.subscription.withLock { if $0.since != nil { $0.since = found.generation } }
        return .array(found.events.map(value))
    }
}
