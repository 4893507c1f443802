import Endpoints
import Hosts
import XML

/// Tasks of the server. One outlives the connection that started it, and is looked for on the next one.
extension LiveXenHost {
    /// Waits for a task's end, and removes it then.
    /// - Throws: ``XapiError`` of a task that failed; ``HostError`` if it cannot be known what became of it.
    func outcome(of task: String, _ progress: @Sendable (Int) -> Void) async throws -> XapiValue {
        var deadline: ContinuousClock.Instant?
        var rounds = 0
        while !isClosed {
            if let record = records.record("task", task) {
                if let share = record.values["progress"]?.number, (0...1).contains(share) { progress(Int(share * 100)) }
                if let result = record.ending(of: task) { return try await finish(task, result) }
            } else if rounds > 1, let record = try await ask(about: task), let result = record.ending(of: task) {
                return try await finish(task, result)
            }
            deadline = link.connection != nil ? nil : deadline ?? .now + timing.reconnecting
            if let deadline, ContinuousClock.now >= deadline { break }
            await news()
            rounds += 1
        }
        let reason = (try? connection()) == nil ? "\(settings.address) is not connected" : "the driver was closed"
        throw HostError(.uncertain, "what became of \(task) is not known: \(reason)")
    }

    private func finish(_ task: String, _ result: Result<XapiValue, XapiError>) async throws -> XapiValue {
        _ = try? await send(XapiCall(method: "task.destroy", parameters: [.string(task)]))
        return try result.get()
    }

    /// A task of which no event has told: one call, and no answer while there is no connection.
    private func ask(about task: String) async throws -> PoolRecord? {
        do {
            let answer = try await send(XapiCall(method: "task.get_record", parameters: [.string(task)]))
            guard case .structure(let members) = answer else { return nil }
            return PoolRecord(members, of: "task")
        } catch let error as XapiError where error.code == "HANDLE_INVALID" && !error.endsSession {
            throw HostError(.uncertain, "what became of \(task) is not known: the server has it no more")
        } catch {
            return nil
        }
    }

    /// The task of a call whose answer was lost, by its mark. The call is not made again: if there is no such task, it may or
    /// may not have been carried out.
    /// - Throws: the failure if there is none.
    func search(for mark: String, after failure: EndpointError) async throws -> String {
        let deadline = ContinuousClock.now + timing.reconnecting
        var looks = 0
        while !isClosed, ContinuousClock.now < deadline, looks < 3 {
            if (try? await catchUp()) != nil {
                if let task = records.task(marked: mark) { return task }
                looks += 1
                // The server may have the call still before it.
                try? await Task.sleep(for: .milliseconds(200))
            } else if link.connection != nil {
                try? await Task.sleep(for: .milliseconds(100))
            } else {
                await news()
            }
        }
        throw failure
    }
}

extension PoolRecord {
    /// What a task came to; nil: it is under way.
    func ending(of task: String) -> Result<XapiValue, XapiError>? {
        switch self["status"] ?? "pending" {
        case "pending", "cancelling": return nil
        case "success":
            let text = values["result"]?.text ?? ""
            return .success((try? XMLRPC.value(text: text, limits: .default)) ?? .string(text))
        case "cancelled": return .failure(XapiError("TASK_CANCELLED", task))
        default:
            let texts = values["error_info"]?.items?.compactMap(\.text) ?? []
            return .failure(XapiError(errorDescription: texts) ?? XapiError("INTERNAL_ERROR", "the task has failed"))
        }
    }
}

extension PoolRecords {
    func task(marked mark: String) -> String? {
        refs("task").first { record("task", $0)?.values["other_config"]?[XapiClient.markKey]?.text == mark }
    }
}
