import Bus
import Generic
import Hosts
import XML

/// One run of a plan on a host: its calls in order; where one fails, the undo calls of those before it.
struct PlanRun {
    enum Ending: Sendable {
        case completed
        /// The host refused a step.
        case failed(step: String, native: Document)
        /// The host could not be asked, or its answer is not known.
        case broken(step: String, HostError)
    }

    let plan: Plan
    let driver: any HostDriver
    /// Of the host where a machine is to be that moves.
    let destination: (any HostDriver)?
    let trace: Trace

    private(set) var results: [(step: String, document: Document)] = []
    private(set) var taken: [String: String] = [:]
    private(set) var undone: [String] = []
    /// Steps that took effect and could not be taken back.
    private(set) var remaining: [String] = []

    init(plan: Plan, driver: any HostDriver, destination: (any HostDriver)? = nil, trace: Trace) {
        self.plan = plan
        self.driver = driver
        self.destination = destination
        self.trace = trace
    }

    mutating func run(progress: @escaping @Sendable (Int) -> Void) async -> Ending {
        for (index, step) in plan.steps.enumerated() {
            let call = Document(step.call.filled(with: taken))
            trace.record("call", step.id, document: call)
            let count = plan.steps.count
            do {
                let reply = try await driver(of: step).apply(call) {
                    progress((index * 100 + min(100, max(0, $0))) / count)
                }
                switch reply {
                case .result(let document):
                    let secrets = try take(step.takes.filter(\.isSecret), from: document)
                    for secret in secrets { trace.conceal(secret) }
                    trace.record("reply", step.id, document: document)
                    results.append((step.id, document))
                    _ = try take(step.takes.filter { !$0.isSecret }, from: document)
                    progress((index + 1) * 100 / count)
                case .fault(let document):
                    trace.record("reply", "\(step.id) was refused", document: document)
                    await undo(upTo: index)
                    return .failed(step: step.id, native: document)
                }
            } catch {
                let failure = error as? HostError ?? HostError(.uncertain, "\(error)")
                trace.record("reply", "\(step.id): \(failure)")
                if failure.code == .unreachable {
                    await undo(upTo: index)
                } else {
                    remaining = plan.steps[0..<index].map(\.id)
                }
                return .broken(step: step.id, failure)
            }
        }
        return .completed
    }

    /// Keeps values of a reply.
    private mutating func take(_ takes: [Plan.Take], from reply: Document) throws -> [String] {
        try takes.map { take in
            let value = try reply.string(at: take.select, namespaces: plan.prefixes)
            taken[take.name] = value
            return value
        }
    }

    private func driver(of step: Plan.Step) -> any HostDriver {
        step.isAtDestination ? destination ?? driver : driver
    }

    private mutating func undo(upTo index: Int) async {
        for step in plan.steps[0..<index].reversed() {
            guard let undo = step.undo else {
                remaining.append(step.id)
                continue
            }
            let call = Document(undo.filled(with: taken))
            trace.record("undo", step.id, document: call)
            if case .result? = try? await driver(of: step).apply(call, progress: { _ in }) {
                undone.append(step.id)
            } else {
                remaining.append(step.id)
            }
        }
    }
}
