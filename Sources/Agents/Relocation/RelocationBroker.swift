import Generic
import Store
import XML

/// Tells what stands against moving machines, for all platforms alike.
struct RelocationBroker: Broker {
    let store: Store

    let commands = ["vm.checkRelocation"]

    func knows(_ id: String) -> Bool { store.mirror.entry(id)?.type == ObjectType.vm.rawValue }

    func subject(of command: Command) throws -> Element? { nil }

    func perform(_ command: Command, for order: Order) async throws -> Outcome.Made? {
        var verdicts: [Element] = []
        for item in command.element.all("case") {
            var element = item
            element.name = "command"
            element["name"] = Relocation.command
            element["target"] = item["vm"]
            element["vm"] = nil
            let move = try order.server.completed(try Command(element))
            let faults = try order.server.obstacles(to: move, from: order.client, trace: order.trace)
            let host = move.element["to"] ?? store.mirror.entry(move.target)?.host ?? ""
            verdicts.append(
                Element(
                    "verdict", namespace: Namespaces.generic, attributes: ["vm": move.target, "host": host],
                    children: faults.map { .element($0.element) }))
        }
        let type = command.element["by"] == "host" ? "compatibility" : "verdicts"
        return Outcome.Made(type: type, id: command.target, content: verdicts)
    }
}
