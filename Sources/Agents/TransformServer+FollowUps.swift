import Bus
import Generic
import Store
import XML

extension Command {
    /// What is to be done with what this command makes: commands without a target.
    var followUps: [Element] { element.first("then")?.all("command") ?? [] }

    /// A command to what was made.
    init(_ followUp: Element, to target: String) throws(Fault) {
        var element = followUp
        element["target"] = target
        try self.init(element)
    }
}

extension TransformServer {
    /// Carries out a command, and then what it says is to be done with what it made. If that fails, what was made is
    /// removed, and the fault says so.
    func perform(
        _ command: Command, by agent: TransformAgent, session: [String: String], trace: Trace,
        dispatching: () throws -> Void, progress: @escaping @Sendable (Int) -> Void
    ) async -> Outcome {
        let followUps = command.followUps
        let outcome = await agent.perform(command, session: session, trace: trace, dispatching: dispatching) {
            progress(followUps.isEmpty ? $0 : $0 * 3 / 4)
        }
        guard !followUps.isEmpty, case .result(let made?) = outcome else { return outcome }
        for followUp in followUps {
            guard case .fault(var fault) = await perform(followUp, on: made, by: agent, session, trace) else {
                customizations.expect(followUp, of: made.id)
                continue
            }
            let removal = Element("command", namespace: Namespaces.generic, attributes: ["name": "vm.destroy"])
            let isRemoved =
                if case .result = await perform(removal, on: made, by: agent, session, trace) { true } else { false }
            fault.message += isRemoved ? " (what had been made is removed again)" : " (what had been made is still there)"
            fault.details["made"] = isRemoved ? nil : made.id
            return .fault(fault)
        }
        return outcome
    }

    private func perform(
        _ followUp: Element, on made: Outcome.Made, by agent: TransformAgent, _ session: [String: String], _ trace: Trace
    ) async -> Outcome {
        do {
            let command = try Command(followUp, to: made.id)
            return await lanes.run(made.id) {
                await agent.perform(command, session: session, trace: trace, dispatching: {}, progress: { _ in })
            }
        } catch {
            return .fault(error)
        }
    }
}
