import Generic
import Store
import XML

/// Disconnects hosts from this server and connects them again: whether a host is followed is the server's own affair, and
/// the host does not hear of it.
struct ConnectionBroker: Broker {
    let store: Store

    let commands = ["host.disconnect", "host.connect"]

    /// A host by itself would cut off its own clients.
    var servesParts: Bool { false }

    func knows(_ id: String) -> Bool { false }

    func subject(of command: Command) throws -> Element? {
        try store.mirror.generic(command.target).map { try Document(parsing: $0).root }
    }

    func perform(_ command: Command, for order: Order) async throws -> Outcome.Made? {
        if command.name == "host.disconnect" {
            try order.server.detach(command.target)
        } else {
            try await order.server.attach(command.target)
        }
        return nil
    }
}
