/// Whether a simulated host is up. One that restarts is away for a while; one that was shut down stays away, until the
/// process that simulates it is started again: nobody else is there to press its button.
public struct HostPower: Sendable {
    public enum Transition: Sendable, Hashable { case restart, shutDown }

    /// How long a host is away that restarts.
    public static let restartTime = Duration.seconds(2)

    /// What the host does while it is not up.
    public private(set) var leaving: Transition?
    public var isUp: Bool { leaving == nil }

    public init() {}

    public mutating func leave(by transition: Transition) { leaving = transition }

    public mutating func comeUp() { leaving = nil }

    /// Why it is not to be reached.
    public func reason(_ name: String) -> String {
        leaving == .shutDown ? "the host \(name) is shut down" : "the host \(name) restarts"
    }
}
