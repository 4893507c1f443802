import Generic
import Metrics

extension TransformAgent {
    func count(_ decision: String, _ command: Command) {
        Counter(
            label: "dragoman_decisions_total",
            dimensions: [("decision", decision), ("command", command.name), ("platform", host.platform), ("protocol", protocolName)]
        ).increment()
    }
}
