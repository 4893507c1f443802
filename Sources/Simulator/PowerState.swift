/// The power states of a simulated machine.
public enum PowerState: String, Sendable, Hashable, CaseIterable {
    case off, running, paused, suspended, crashed
}
