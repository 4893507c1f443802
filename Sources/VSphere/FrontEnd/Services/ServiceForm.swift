/// The three ways in which the automation API's values are written as JSON.
enum ServiceForm: Sendable {
    /// Below `/rest`: results in `{"value":}`, maps as lists of `{"key":, "value":}`.
    case rest
    /// Below `/api`: plain JSON.
    case api
    /// JSON-RPC on `/api`: structures, optional values and secrets say that they are.
    case rpc
}
