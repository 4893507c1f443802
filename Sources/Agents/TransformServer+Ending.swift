import Bus
import Generic
import Store
import XML

extension Command {
    /// How long its object may take until it shows that the command was done; nil: the host's answer ends it.
    var patience: Duration? { element["within"].flatMap(Int.init).map { .seconds($0) } }

    /// What is to be done instead if it fails: a command without a target.
    var alternative: Element? { element.first("otherwise")?.first("command") }

    /// Whether it has not ended with the host's answer.
    func isAwaited(_ outcome: Outcome) -> Bool {
        switch outcome {
        case .result: patience != nil
        case .fault: alternative != nil
        }
    }
}

extension TransformServer {
    /// Waits for the end of a command that its host has only begun, and does what is to be done if it fails.
    func ending(of command: Command, _ begun: Outcome, for client: Client, _ trace: Trace) async -> Outcome {
        var outcome = begun
        if case .result = begun, let patience = command.patience, let fault = await wait(for: command, patience) {
            outcome = .fault(fault)
        }
        guard case .fault(let fault) = outcome, let alternative = command.alternative else { return outcome }
        trace.record("otherwise", fault.message)
        guard let host = store.mirror.entry(command.target).flatMap({ self.host(id: $0.host) }),
            let agent = agent(for: host, client)
        else { return outcome }
        do {
            let instead = try Command(alternative, to: command.target)
            return await lanes.run(command.target) {
                await agent.perform(
                    instead, session: client.session, trace: trace, dispatching: {}, progress: { _ in })
            }
        } catch {
            return .fault(error)
        }
    }

    /// Waits until the command's object shows that it was done.
    /// - Returns: why that is not so.
    private func wait(for command: Command, _ patience: Duration) async -> Fault? {
        let (news, signal) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        let target = command.target
        let subscription = updates.subscribe { updates in
            if updates.contains(where: { $0.id == target }) { signal.yield(true) }
        }
        let timer = Task {
            try? await Task.sleep(for: patience)
            signal.yield(false)
            signal.finish()
        }
        defer {
            timer.cancel()
            updates.cancel(subscription)
        }
        signal.yield(true)
        for await isNews in news where isNews {
            do {
                guard let generic = try store.mirror.generic(target) else {
                    return Fault(.notFound, "The object is gone", ["type": ObjectType.vm.rawValue, "id": target])
                }
                let object = try Document(parsing: generic)
                if try isDone(command, [.document(object)]) { return nil }
                if try shows("missed", command, [.document(object)]) {
                    let state = object.root.first("powerState")?.text ?? ""
                    return Fault(
                        .invalidPowerState, "The machine is \(state) by now", ["expected": "running", "actual": state])
                }
            } catch {
                return Fault(.internal, "\(error)")
            }
        }
        let seconds = patience.components.seconds
        return Fault(.timeout, "It has not come to its end in \(seconds) seconds", ["seconds": "\(seconds)"])
    }
}
