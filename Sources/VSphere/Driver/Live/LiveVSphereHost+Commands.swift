import Endpoints
import Hosts
import XML

extension LiveVSphereHost {
    /// Runs one vim25 method: an element of `urn:vim25` with `_this` and its arguments. The reply to a method that
    /// starts a task is the finished `TaskInfo`, to another one its `...Response`; a refusal is a SOAP fault, or the
    /// `TaskInfo` of the task that failed.
    public func apply(_ call: Document, progress: @Sendable (Int) -> Void) async throws -> NativeReply {
        _ = try connection()
        return try await turns.run { try await perform(call.root, progress) }
    }

    private func perform(_ call: Element, _ progress: @Sendable (Int) -> Void) async throws -> NativeReply {
        let client = try connection().client
        let response: Element
        do {
            response = try await send(call, client)
        } catch let refusal as VimRefusal {
            return .fault(Document(refusal.fault))
        } catch let error as EndpointError {
            let code: HostError.Code = error.stage == .notSent ? .unreachable : .uncertain
            throw HostError(code, "\(settings.address): \(error.reason)")
        }
        guard let task = response.first("returnval")?.managedObject, task.type == "Task" else {
            progress(100)
            return .result(Document(response))
        }
        let info = try await outcome(of: task, progress)
        return info.value("state") == "success" ? .result(Document(info)) : .fault(Document(info))
    }

    /// A call that was refused because its session has ended has done nothing, and may be made again.
    private func send(_ call: Element, _ client: VimClient) async throws -> Element {
        do {
            return try await client.call(call)
        } catch let refusal as VimRefusal where refusal.type == "NotAuthenticated" {
            let fresh = VimClient(endpoint, timing: timing.client)
            let service = try await fresh.login(user: settings.user, password: settings.password.read())
            let response: Result<Element, any Error>
            do { response = .success(try await fresh.call(call)) } catch { response = .failure(error) }
            await fresh.logout(service)
            return try response.get()
        }
    }

    // MARK: - Tasks

    /// Waits for a task's end. A task outlives the connection that started it, and is looked for on the next one.
    private func outcome(of task: ManagedObjectReference, _ progress: @Sendable (Int) -> Void) async throws -> Element {
        var failure = "\(settings.address) is not connected"
        var deadline: ContinuousClock.Instant?
        while !isClosed, deadline.map({ ContinuousClock.now < $0 }) ?? true {
            if let (client, service) = try? connection() {
                do {
                    return try await follow(task, client, service, progress)
                } catch let refusal as VimRefusal where !refusal.endsCollector {
                    failure = "\(refusal)"
                    break
                } catch {
                    failure = "\(settings.address): \(error)"
                }
            }
            deadline = deadline ?? ContinuousClock.now + timing.reconnecting
            try? await Task.sleep(for: .milliseconds(250))
        }
        throw HostError(.uncertain, "what became of \(task.value) is not known: \(failure)")
    }

    private func follow(
        _ task: ManagedObjectReference, _ client: VimClient, _ service: VimClient.Service,
        _ progress: @Sendable (Int) -> Void
    ) async throws -> Element {
        let collector = try await client.makeCollector(
            service, properties: [.task], objects: [.vim("objectSet", [.vim("obj", task)])])
        var version = ""
        while true {
            guard let updates = try await client.waitForUpdates(collector, since: version) else { continue }
            version = updates.version
            for change in updates.objects.flatMap({ $0.all("changeSet") }) {
                guard change.value("name") == "info", let value = change.first("val") else { continue }
                if let percent = value.value("progress").flatMap({ Int($0) }) { progress(percent) }
                guard ["success", "error"].contains(value.value("state")) else { continue }
                await client.destroyCollector(collector)
                return Element("TaskInfo", namespace: Vim.namespace, children: value.children)
            }
        }
    }
}
