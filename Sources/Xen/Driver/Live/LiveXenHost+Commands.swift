import Endpoints
import Foundation
import Hosts
import XML

extension LiveXenHost {
    /// Runs one call, `<x:call><x:method/><x:params><x:value/>*</x:params></x:call>` without the session. What takes time is
    /// started as a task and waited for; a refusal is the error of the call or of its task.
    public func apply(_ call: Document, progress: @Sendable (Int) -> Void) async throws -> NativeReply {
        _ = try connection()
        guard let given = call.root.name == "call" ? XapiCall(call.root) : nil else {
            throw HostError(.unsupported, "<\(call.root.name)> is no call that this driver can make")
        }
        let call = records.withoutPlaces(given)
        do {
            let result = try await call.isQuick ? send(call) : run(call, progress)
            progress(100)
            return .result(Document(result.element("result")))
        } catch let error as XapiError {
            return .fault(error.document)
        } catch let error as EndpointError {
            let isSafe = error.stage == .notSent || call.isReading
            throw HostError(isSafe ? .unreachable : .uncertain, "\(settings.address): \(error.reason)")
        }
    }

    /// A call that was refused because its session has ended has done nothing, and is made again. Nor has one that a server
    /// refuses which is the pool's master no more; who is, is found out by whoever follows the events.
    /// - Throws: ``XapiError``, ``EndpointError`` or ``HostError``.
    func send(_ call: XapiCall, mark: String? = nil) async throws -> XapiValue {
        try await turns.run {
            let session = try connection().calls
            do {
                do {
                    return try await session.call(call.method, with: call.parameters, mark: mark)
                } catch let error as XapiError where error.endsSession {
                    return try await renewed(session).call(call.method, with: call.parameters, mark: mark)
                }
            } catch let error as XapiError where error.code == "HOST_IS_SLAVE" {
                throw HostError(.unreachable, "\(session.client.address) is not the pool's master any more")
            }
        }
    }

    /// A call as a task, to its end.
    private func run(_ call: XapiCall, _ progress: @Sendable (Int) -> Void) async throws -> XapiValue {
        let mark = UUID().uuidString.lowercased()
        let task: String
        do {
            task =
                try await send(XapiCall(method: "Async.\(call.method)", parameters: call.parameters), mark: mark).text
                ?? ""
        } catch let error as EndpointError where error.stage == .sent {
            task = try await search(for: mark, after: error)
        } catch let error as XapiError where error.code == "MESSAGE_METHOD_UNKNOWN" {
            return try await send(call)
        }
        return try await outcome(of: task, progress)
    }
}

extension XapiCall {
    private var verb: Substring { method.split(separator: ".").last ?? "" }

    /// Reads only: it may be made as often as one likes.
    var isReading: Bool { verb.hasPrefix("get_") }

    /// Reads or writes the database alone; the API has no task for most of these.
    var isQuick: Bool { isReading || ["set_", "add_to_", "remove_from_"].contains { verb.hasPrefix($0) } }
}

extension PoolRecords {
    /// A call as the server knows its objects: what several hosts have is one object there.
    func withoutPlaces(_ call: XapiCall) -> XapiCall {
        // The expression of a query has references in quotation marks.
        let isQuery = call.method.hasSuffix("_where")
        return XapiCall(method: call.method, parameters: call.parameters.map { withoutPlaces($0, isQuery) })
    }

    private func withoutPlaces(_ value: XapiValue, _ isQuery: Bool) -> XapiValue {
        switch value {
        case .string(let text) where isQuery:
            let parts = text.split(separator: "\"", omittingEmptySubsequences: false).map { withoutPlace(String($0)) }
            return .string(parts.joined(separator: "\""))
        case .string(let text): return .string(withoutPlace(text))
        case .array(let items): return .array(items.map { withoutPlaces($0, isQuery) })
        case .structure(let members):
            return .structure(members.map { .init(name: $0.name, value: withoutPlaces($0.value, isQuery)) })
        default: return value
        }
    }

    private func withoutPlace(_ text: String) -> String {
        guard text.contains("/") else { return text }
        for type in ["SR", "network"] {
            let (ref, host) = place(text, type)
            if host != nil { return ref }
        }
        return text
    }
}
