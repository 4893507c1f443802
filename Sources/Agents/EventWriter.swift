import Bus
import Logging
import Store

/// Writes down what happens, and tells everyone who waits for events.
public struct EventWriter: Sendable {
    let log: EventLog
    let updates: UpdateHub
    let logger: Logger

    /// Adds an event that happens now; see ``EventLog/append(type:target:called:host:user:protocol:chain:message:details:fault:)``.
    public func append(
        type: String, target: String? = nil, called: String? = nil, host: String? = nil, user: String? = nil,
        protocol name: String? = nil, chain: Int64? = nil, message: String, details: [String: String] = [:],
        fault: [UInt8]? = nil
    ) {
        do {
            let event = try log.append(
                type: type, target: target, called: called, host: host, user: user, protocol: name, chain: chain,
                message: message, details: details, fault: fault)
            updates.publish([
                Update(id: "\(event.seq)", type: Update.event, change: .inserted, concernsOthers: false, references: [])
            ])
        } catch {
            logger.critical("the event log cannot be written", metadata: ["error": "\(error)"])
        }
    }
}
