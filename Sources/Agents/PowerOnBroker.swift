import Bus
import Generic
import Store
import XML

/// Powers several machines of a datacenter on: gives each a command of its own, which its own host carries out.
struct PowerOnBroker: Broker {
    let layout: FleetLayout

    let commands = ["container.powerOn"]

    /// A host by itself has no one to hand commands out.
    var servesParts: Bool { false }

    func knows(_ id: String) -> Bool { layout.node(id) != nil }

    func subject(of command: Command) throws -> Element? { layout.node(command.target)?.element }

    /// Ends once the commands are accepted; their tasks tell what becomes of them.
    func perform(_ command: Command, for order: Order) async throws -> Outcome.Made? {
        var seen: Set<String> = []
        let machines = command.element.all("machine").compactMap { $0["id"] }.filter { seen.insert($0).inserted }
        return Outcome.Made(type: "attempts", id: command.target, content: machines.map { attempt($0, order) })
    }

    private func attempt(_ machine: String, _ order: Order) -> Element {
        var attempt = Element("attempt", namespace: Namespaces.generic, attributes: ["vm": machine])
        do {
            try expectStopped(machine)
            let element = Element(
                "command", namespace: Namespaces.generic, attributes: ["name": "vm.powerOn", "target": machine])
            attempt["task"] = try order.server.accept(
                Command(element), from: order.client, trace: order.server.traces.begin()
            ).id
        } catch {
            attempt.append(error.element)
        }
        return attempt
    }

    /// - Throws: ``Fault`` with code `invalidPowerState` for a machine that runs.
    private func expectStopped(_ machine: String) throws(Fault) {
        let state: String?
        do {
            state = try layout.store.mirror.generic(machine)
                .map { try Document(parsing: $0).string(at: "/*/g:powerState", namespaces: Namespaces.prefixes) }
        } catch {
            throw Fault(.internal, "The machine's data cannot be read: \(error)")
        }
        if state == "running" {
            throw Fault(
                .invalidPowerState, "The virtual machine is running.",
                ["expected": "off suspended", "actual": "running"])
        }
    }
}
