import XML

@testable import Xen

/// A XenServer of a test on a loopback port: a few records, tasks and events, and whatever is to go wrong.
actor ScriptedXapi {
    /// What happens to the next call of a method instead of its answer.
    enum Rule: Sendable {
        case refuse(XapiError)
        /// The connection ends before the call is carried out.
        case drop
        /// The call is carried out, and its answer is lost.
        case swallow
        /// Carried out only after the connection has ended.
        case swallowAndBeLate
        case say(String, status: Int = 200)
        case silence
    }

    enum Reply: Sendable {
        case answer([UInt8], status: Int)
        case close
        case nothing
    }

    private(set) var records: [String: [String: [XapiValue.Member]]] = [:]
    private(set) var calls: [String] = []
    private(set) var sessions: Set<String> = []
    /// What is at other paths than that of calls.
    private var files: [String: String] = [:]
    private(set) var received: [UInt8] = []
    private var rules: [String: [Rule]] = [:]
    private var changed: [String: (generation: Int, type: String, ref: String)] = [:]
    private var generation = 0
    private var number = 0
    private var speaksJSON = true
    private var holdsTasks = false
    /// Who carries out what this server itself does not.
    private var simulated: XenServer?

    // MARK: - What a test does

    func put(_ type: String, _ ref: String, _ fields: [String: XapiValue]) {
        generation += 1
        records[type, default: [:]][ref] = fields.map { .init(name: $0.key, value: $0.value) }
        changed["\(type) \(ref)"] = (generation, type, ref)
    }

    func set(_ type: String, _ ref: String, _ field: String, _ value: XapiValue) {
        guard var members = records[type]?[ref] else { return }
        members.removeAll { $0.name == field }
        members.append(.init(name: field, value: value))
        put(type, ref, Dictionary(members.map { ($0.name, $0.value) }) { $1 })
    }

    func remove(_ type: String, _ ref: String) {
        generation += 1
        records[type]?[ref] = nil
        changed["\(type) \(ref)"] = (generation, type, ref)
    }

    func next(_ method: String, _ rules: Rule...) { self.rules[method, default: []] += rules }
    func put(file path: String, _ content: String) { files[path] = content }
    func endSessions() { sessions = [] }
    func speakXML() { speaksJSON = false }
    /// Tasks stay pending until they are released.
    func holdTasks() { holdsTasks = true }

    func releaseTasks() {
        holdsTasks = false
        for ref in (records["task"] ?? [:]).keys { set("task", ref, "status", .string("success")) }
    }

    /// From now on a simulated server's records and calls are this one's.
    func serve(_ server: XenServer) {
        simulated = server
        takeOver()
    }

    private func takeOver() {
        guard let server = simulated else { return }
        for (table, rows) in server.database.tables {
            for ref in Set(rows.keys).union((records[table] ?? [:]).keys) {
                guard rows[ref] != nil, case .structure(let members) = server.structure(table, ref) else {
                    remove(table, ref)
                    continue
                }
                if records[table]?[ref] != members {
                    put(table, ref, Dictionary(members.map { ($0.name, $0.value) }) { $1 })
                    records[table]?[ref] = members
                }
            }
        }
    }

    func count(_ method: String) -> Int { calls.count { $0 == method } }
    func value(_ type: String, _ ref: String, _ field: String) -> XapiValue? {
        records[type]?[ref]?.first { $0.name == field }?.value
    }

    // MARK: - Requests

    func reply(_ path: String, _ body: [UInt8], mark: String?) async -> Reply {
        if let content = files[path.split(separator: "?").first.map(String.init) ?? path] {
            let session =
                path.split(whereSeparator: { "?&".contains($0) }).first { $0.hasPrefix("session_id=") }?.dropFirst(11)
                ?? ""
            calls.append(path)
            received = body
            return .answer(Array(content.utf8), status: sessions.contains(String(session)) ? 200 : 401)
        }
        guard path == (speaksJSON ? "/jsonrpc" : "/") else {
            return .answer(Array("<html>404</html>".utf8), status: 404)
        }
        let call: XapiCall
        var header: JSONRPC.Header?
        if speaksJSON {
            guard let read = try? JSONRPC.call(body) else { return .close }
            (call, header) = (read.call, read.header)
        } else {
            guard let read = try? XMLRPC.call(body, limits: .default) else { return .close }
            call = read
        }
        calls.append(call.method)
        var rule: Rule?
        if rules[call.method]?.isEmpty == false { rule = rules[call.method]?.removeFirst() }
        switch rule {
        case .drop: return .close
        case .silence: return .nothing
        case .say(let text, let status): return .answer(Array(text.utf8), status: status)
        case .swallowAndBeLate:
            Task {
                try? await Task.sleep(for: .milliseconds(150))
                _ = try? await self.perform(call, mark)
            }
            return .close
        default: break
        }
        let result: Result<XapiValue, XapiError>
        do {
            if case .refuse(let error) = rule { throw error }
            result = .success(try await perform(call, mark))
        } catch let error as XapiError {
            result = .failure(error)
        } catch {
            result = .failure(XapiError("INTERNAL_ERROR", "\(error)"))
        }
        if case .swallow = rule { return .close }
        switch (result, header) {
        case (.success(let value), let header?): return .answer(JSONRPC.success(value, header), status: 200)
        case (.failure(let error), let header?): return .answer(JSONRPC.failure(error, header), status: 200)
        case (.success(let value), nil): return .answer(XMLRPC.success(value), status: 200)
        case (.failure(let error), nil): return .answer(XMLRPC.failure(error), status: 200)
        }
    }

    private func perform(_ call: XapiCall, _ mark: String?) async throws -> XapiValue {
        if call.method == "session.login_with_password" {
            number += 1
            sessions.insert("OpaqueRef:session-\(number)")
            return .string("OpaqueRef:session-\(number)")
        }
        let session = call.parameters.first?.text ?? ""
        guard sessions.contains(session) else { throw XapiError("SESSION_INVALID", session) }
        let given = Array(call.parameters.dropFirst())
        if let answer = try performSimulated(call, given) { return answer }
        let self_ = given.first?.text ?? ""
        if call.method.hasPrefix("Async.") {
            number += 1
            let task = "OpaqueRef:task-\(number)"
            let plain = XapiCall(method: String(call.method.dropFirst("Async.".count)), parameters: call.parameters)
            var fields: [String: XapiValue] = ["other_config": .map(mark.map { [("dragoman", $0)] } ?? [])]
            do {
                let result = try await perform(plain, nil)
                fields["status"] = .string(holdsTasks ? "pending" : "success")
                var text = ""
                XMLRPC.write(result, to: &text)
                fields["result"] = .string(result == .void ? "" : text)
            } catch let error as XapiError where error.code != "MESSAGE_METHOD_UNKNOWN" {
                fields["status"] = .string("failure")
                fields["error_info"] = .strings(error.errorDescription)
            }
            put("task", task, fields)
            return .string(task)
        }
        switch call.method {
        case "session.logout": sessions.remove(session)
        case "event.from": return try await events(given, session)
        case "task.destroy": remove("task", self_)
        case "task.get_record":
            guard let record = records["task"]?[self_] else { throw XapiError.handleInvalid("task", self_) }
            return .structure(record)
        case "VM.start":
            guard value("VM", self_, "power_state") == .string("Halted") else {
                throw XapiError.badPowerState(self_, expected: ["Halted"], actual: "Running")
            }
            set("VM", self_, "power_state", .string("Running"))
        case "VM.set_name_label": set("VM", self_, "name_label", given[1])
        case "VM.get_name_label": return value("VM", self_, "name_label") ?? .void
        case "VM.create":
            number += 1
            put("VM", "OpaqueRef:vm-\(number)", ["power_state": .string("Halted")])
            return .string("OpaqueRef:vm-\(number)")
        default: throw XapiError("MESSAGE_METHOD_UNKNOWN", call.method)
        }
        return .void
    }

    private func performSimulated(_ call: XapiCall, _ given: [XapiValue]) throws -> XapiValue? {
        guard simulated != nil,
            !["session.", "event.", "task.", "Async."].contains(where: { call.method.hasPrefix($0) })
        else { return nil }
        defer { takeOver() }
        return try simulated?.call(call.method, given)
    }

    private func events(_ given: [XapiValue], _ session: String) async throws -> XapiValue {
        let since = Int(given[1].text?.split(separator: ",").first ?? "0") ?? 0
        let deadline = ContinuousClock.now + .seconds(given[2].number ?? 0)
        while !changed.values.contains(where: { $0.generation > since }), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
            guard sessions.contains(session) else { throw XapiError("SESSION_INVALID", session) }
        }
        let found = changed.values.filter { $0.generation > since }.sorted { $0.generation < $1.generation }
        let items = found.map { item -> XapiValue in
            let record = records[item.type]?[item.ref]
            var members: [XapiValue.Member] = [
                .init(name: "class", value: .string(item.type.lowercased())),
                .init(name: "ref", value: .string(item.ref)),
                .init(name: "operation", value: .string(record == nil ? "del" : "mod")),
            ]
            if let record { members.append(.init(name: "snapshot", value: .structure(record))) }
            return .structure(members)
        }
        let digits = String(generation)
        let token = String(repeating: "0", count: 20 - digits.count) + digits + "," + String(repeating: "0", count: 20)
        return .structure([.init(name: "events", value: .array(items)), .init(name: "token", value: .string(token))])
    }
}
