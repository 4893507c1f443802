import Bus
import Generic
import Hosts
import XML

extension TransformAgent {
    /// What became of a machine that was to move.
    enum Migration: Sendable {
        /// It is on the destination, under this name.
        case arrived(NativeReference)
        case failed(Fault)
        /// Where it is, is not known.
        case lost(Fault)
    }

    /// Moves a machine to another host by a plan that ends there.
    func migrate(
        _ command: Command, to destination: Destination, session: [String: String], trace: Trace,
        dispatching: () throws -> Void, progress: @escaping @Sendable (Int) -> Void
    ) async -> Migration {
        trace.record("agent", "\(identity), to \(destination.host.name)")
        do {
            let plan = try plan(command, to: destination, session: session, trace: trace)
            guard let made = plan.makes else {
                throw Fault(.internal, "\(host.platform)/command-out.xsl does not tell how the machine is known there")
            }
            try dispatching()
            var run = PlanRun(plan: plan, driver: host.driver, destination: destination.host.driver, trace: trace)
            let ending = await run.run(progress: progress)
            switch ending {
            case .completed:
                if let id = run.taken[made.from], !id.isEmpty {
                    return .arrived(NativeReference(type: made.type, id: id))
                }
                return .lost(
                    Fault(.internal, "The host \(destination.host.name) does not tell what it calls the machine"))
            case .failed(let step, let native):
                let failure = Part.wrapped(name: "failure", attributes: [Attribute("step", step)], [.document(native)])
                switch try outcome(of: command, [failure], session: session, trace: trace) {
                case .fault(let fault): return .failed(fault)
                case .result: return .failed(Fault(.internal, "\(host.platform)/result-in.xsl gave no fault"))
                }
            case .broken(let step, let error):
                let code: Fault.Code = error.code == .uncertain ? .interrupted : .hostUnavailable
                let fault = Fault(code, "The host \(host.name) failed at step \(step): \(error)", ["host": host.name])
                return error.code == .uncertain ? .lost(fault) : .failed(fault)
            }
        } catch {
            return .failed(error as? Fault ?? Fault(.internal, "\(error)"))
        }
    }
}
