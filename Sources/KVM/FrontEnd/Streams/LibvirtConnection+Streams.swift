import Hosts
import NIOCore

/// What flows beside the calls.
extension LibvirtConnection {
    /// Whether a message is a call that opens a stream.
    func opensStream(_ message: WireMessage) -> Bool {
        message.kind == .call && message.program == frontEnd.procedures.remote.number
            && frontEnd.procedures.remote[message.procedure]?.stream != nil
    }

    /// What is sent after the answer to a call: the content of its stream, if there is one to the client.
    func flow(_ message: WireMessage, _ write: Outflow.Writer) async throws {
        guard case .toClient(let outflow)? = streams.flow(message.serial), outflow.call == message else { return }
        do {
            try await outflow.send(while: { [streams] in streams.flow(message.serial) != nil }, write)
        } catch let error as HostError {
            streams.remove(message.serial)
            if let said = broken(message, RemoteError(38, 18, "cannot read the volume: \(error.reason)")) {
                try await write(said)
            }
        }
    }

    /// Takes a part of a stream.
    /// - Returns: what is still to be done for the answer; nil for what has none yet.
    func take(_ part: WireMessage) async -> (@Sendable () async -> WireMessage?)? {
        guard let flow = streams.flow(part.serial) else { return nil }
        switch (part.status, flow) {
        case (.error, _), (.ok, .toClient):
            // The client has enough, or has had all.
            streams.remove(part.serial)
            return { part.answer(.stream, .ok) }
        case (.ok, .fromClient(let inflow)):
            streams.remove(part.serial)
            return {
                do throws(RemoteError) {
                    try await inflow.finish()
                    return part.answer(.stream, .ok)
                } catch {
                    return self.broken(part, error)
                }
            }
        case (.more, .fromClient(let inflow)):
            do throws(RemoteError) {
                if part.kind == .streamHole { try inflow.skip(part.payload) } else { try inflow.take(part.payload) }
                return nil
            } catch {
                streams.remove(part.serial)
                return { self.broken(part, error) }
            }
        case (.more, .toClient): return nil
        }
    }

    /// The end of a stream that failed.
    private func broken(_ message: WireMessage, _ error: RemoteError) -> WireMessage? {
        failure(message, error, kind: .stream)
    }
}
