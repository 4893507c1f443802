/// What a stylesheet of a platform does. ``allCases`` are the seven that every platform has.
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
    /// An operation of a platform's second API to a native command.
    case serviceIn = "service-in"
    /// Native objects, or a result or fault, to the answer of a platform's second API.
    case serviceOut = "service-out"
    /// A call of a platform's storage policies to its answer.
    case policies

    public static let allCases: [Step] = [
        .commandIn, .commandOut, .resultIn, .resultOut, .objectIn, .objectOut, .metricsIn,
    ]
    /// Those of platforms whose clients have two ways of speaking.
    public static let optional: [Step] = [.serviceIn, .serviceOut, .policies]
}
