import Bus
import Generic
import Store
import XML

/// Carries commands out that no hypervisor knows: in what this server keeps itself, for all platforms alike.
///
/// Commands to one object come one at a time. A command that a crash cut off, and that `done` does not show to have been
/// carried out, comes again: what a broker has done of it already may do no harm then.
public protocol Broker: Sendable {
    /// The generic commands that it carries out.
    var commands: [String] { get }

    /// Whether there is an object of that identifier that commands can be about, besides those of the mirror.
    func knows(_ id: String) -> Bool

    /// Whether clients that are presented a part of the fleet by itself can use it.
    var servesParts: Bool { get }

    /// What a command is about as it is now, in the generic form: its target, or what it makes; nil if that is not there.
    func subject(of command: Command) throws -> Element?

    /// - Returns: what was made, if something was.
    /// - Throws: ``Fault``.
    func perform(_ command: Command, for order: Order) async throws -> Outcome.Made?
}

extension Broker {
    public var servesParts: Bool { true }
}

/// What a broker may need for carrying a command out.
public struct Order: Sendable {
    public let server: TransformServer
    public let client: Client
    public let trace: Trace

    /// The client, for what carries the command out: whether it may give the command has been asked before.
    var granted: Client {
        var client = client
        client.authority = .granted
        return client
    }

    /// Gives a further command without content on the client's behalf, and waits for its end.
    /// - Returns: the fault that it ended in, if it did.
    public func fault(of command: String, _ target: String) async -> Fault? {
        let element = Element("command", namespace: Namespaces.generic, attributes: ["name": command, "target": target])
        do {
            let entry = try server.accept(Command(element), from: client, trace: trace)
            await server.finish(of: entry.id)
            if case .fault(let fault)? = server.outcome(of: entry.id) { return fault }
            return nil
        } catch {
            return error
        }
    }
}

/// Who carries a command out.
enum Performer: Sendable {
    /// The agent of the target's host.
    case host(ManagedHost)
    /// - host: the identifier of the target's host; empty if the target is on none.
    case broker(any Broker, host: String)

    var host: String {
        switch self {
        case .host(let host): host.state.id ?? ""
        case .broker(_, let host): host
        }
    }

    var description: String {
        switch self {
        case .host(let host): "\(host.name) (\(host.platform))"
        case .broker(let broker, _): "\(type(of: broker))"
        }
    }
}
