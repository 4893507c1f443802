/// A request that got no answer.
public struct EndpointError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Stage: Sendable {
        /// The server has not seen the request.
        case notSent
        /// The server may have seen it, and may have done what it asks.
        case sent
    }

    public var stage: Stage
    public var reason: String

    public init(_ stage: Stage, _ reason: String) {
        self.stage = stage
        self.reason = reason
    }

    public var description: String { reason }
}
