import Generic
import XML

/// What the table decides for one command (FIG. 8, 815).
public enum Decision: Sendable, Hashable {
    /// Translated on the spot, from the command alone (850).
    case direct(because: String)
    /// Given to the engine with the target's data from the mirror (825 to 835).
    case redirected(because: String)
    case refused(Fault)
}

extension CommandTable {
    /// - Parameter input: `p:input` with the command and the mirrored target; only made where a condition needs it.
    public func decide(_ command: Command, input: () throws -> Document) throws -> Decision {
        guard let performance = performs[command.name] else {
            return .refused(Fault(.notSupported, "\(command.name) is not known here", ["command": command.name]))
        }
        if performance.how == .refused {
            return .refused(Fault(performance.fault ?? .notSupported, performance.because, ["command": command.name]))
        }
        switch performance.data {
        case .never: return .direct(because: performance.because)
        case .always: return .redirected(because: performance.because)
        case .when(let expression):
            // The expression is about p:input, the root.
            return try input().isTrue("/*[\(expression)]", namespaces: Namespaces.prefixes)
                ? .redirected(because: performance.because) : .direct(because: performance.because)
        }
    }
}
