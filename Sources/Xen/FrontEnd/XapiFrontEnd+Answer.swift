import Agents
import Bus
import Generic
import Hummingbird
import Logging
import Metrics
import Store

extension XapiFrontEnd {
    /// What a call comes to.
    func answer(
        _ call: XapiCall, _ address: String, _ headers: HTTPFields, _ isConnected: @escaping @Sendable () -> Bool
    ) async -> Result<XapiValue, XapiError> {
        let started = ContinuousClock.now
        var method = "unknown"
        defer {
            Timer(
                label: "dragoman_request_seconds",
                dimensions: [("protocol", RecordBook.protocolName), ("method", method)]
            ).recordNanoseconds((ContinuousClock.now - started).nanoseconds)
        }
        do {
            guard let name = MethodName(call.method, schema) else {
                throw XapiError("MESSAGE_METHOD_UNKNOWN", call.method)
            }
            let value = try await dispatch(name, call, address, headers, isConnected) { method = name.text }
            try server.store.identifiers.flush()
            return .success(value)
        } catch let error as XapiError {
            count(error)
            return .failure(error)
        } catch let fault as Fault {
            let error = refusal(fault, call)
            count(error)
            return .failure(error)
        } catch {
            log.error("a request failed", metadata: ["method": "\(call.method)", "error": "\(error)"])
            return .failure(XapiError("INTERNAL_ERROR", "the request could not be served"))
        }
    }

    private func dispatch(
        _ name: MethodName, _ call: XapiCall, _ address: String, _ headers: HTTPFields,
        _ isConnected: @escaping @Sendable () -> Bool, _ known: () -> Void
    ) async throws -> XapiValue {
        var request = XapiRequest(
            name: name, arguments: call.parameters, session: nil, address: address,
            agent: String((headers[.userAgent] ?? "").prefix(256)), taskFields: XapiRequest.taskFields(headers),
            isConnected: isConnected)
        if let handler = Messages.beforeLogin[name.text] {
            guard !name.isAsync else { throw XapiError("MESSAGE_METHOD_UNKNOWN", call.method) }
            known()
            return try await handler(self, request)
        }
        guard let ref = call.parameters.first?.text else { throw XapiError("SESSION_INVALID", "") }
        request.session = try sessions.find(ref)
        activate()
        request.arguments.removeFirst()
        if let handler = Messages.handlers[name.text] {
            guard !name.isAsync else { throw XapiError("MESSAGE_METHOD_UNKNOWN", call.method) }
            known()
            if let message = schema[name.className]?.messages[name.verb] {
                request.arguments = try message.checked(request.arguments, of: name.text)
            }
            return try await handler(self, request)
        }
        let message = schema[name.className]?.messages[name.verb] ?? reflection.writer(name)
        if let message, server.table(of: RecordBook.protocolName)?.accepts[name.text] != nil {
            known()
            request.arguments = try message.checked(request.arguments, of: name.text)
            try await checkSelf(message, request)
            return try await command(request, message)
        }
        if !name.isAsync, let reader = reflection.reader(name) {
            known()
            return try await reader(request)
        }
        if let message, answers(name), message.isAsync || !name.isAsync {
            known()
            request.arguments = try message.checked(request.arguments, of: name.text)
            try await checkSelf(message, request)
            guard name.isAsync else { return try await question(request, message) }
            return try await tasks.ended("Async.\(name.text)", by: request.loggedIn().user) { [request] in
                try await question(request, message)
            }
        }
        if let message {
            known()
            request.arguments = try message.checked(request.arguments, of: name.text)
            try await checkSelf(message, request)
            if try !name.isAsync && write(request) { return .void }
            throw XapiError("NOT_IMPLEMENTED", name.text)
        }
        throw XapiError("MESSAGE_METHOD_UNKNOWN", call.method)
    }

    /// Begins to follow what happens, with the first client.
    func activate() {
        guard book.activate() else { return }
        book.recall()
        tasks.activate()
        messages.activate()
    }

    /// The object that a message is for has to be there, whatever the message.
    private func checkSelf(_ message: XapiSchema.Message, _ request: XapiRequest) async throws {
        guard case .ref(let className)? = message.parameters.first?.type, schema[className] != nil else { return }
        let ref = request.text(0)
        guard try await book.record(className, ref) != nil else { throw XapiError.handleInvalid(className, ref) }
    }

    private func count(_ error: XapiError) {
        Counter(
            label: "dragoman_faults_total", dimensions: [("protocol", RecordBook.protocolName), ("fault", error.code)]
        ).increment()
    }

    func audit(_ user: String, _ address: String, _ action: String, _ outcome: String) {
        do {
            try server.store.audit.append(
                user: user, protocol: RecordBook.protocolName, address: address, action: action, target: "",
                outcome: outcome)
        } catch {
            log.critical("the audit log cannot be written", metadata: ["error": "\(error)"])
        }
    }
}
