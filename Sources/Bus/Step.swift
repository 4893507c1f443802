/// The seven stylesheets that every platform has.
public enum Step: String, Sendable, CaseIterable {
    /// A client's native command to the generic one.
    case commandIn = "command-in"
    /// The generic command to a plan of native calls.
    case commandOut = "command-out"
    /// What a host answered to a plan, to a generic result or fault.
    case resultIn = "result-in"
    /// A generic result or fault to a client's native response.
    case resultOut = "result-out"
    /// A host's native object to the generic one.
    case objectIn = "object-in"
    /// A generic object to a client's view of it.
    case objectOut = "object-out"
    /// A host's native samples to generic ones.
    case metricsIn = "metrics-in"
}
