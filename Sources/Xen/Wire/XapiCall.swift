/// A call as a client sends it: a method such as `VM.start` and what it is given, the session first for most.
struct XapiCall: Sendable, Hashable {
    var method: String
    var parameters: [XapiValue]
}

/// A message that is no call, or no reply, of the protocol that it came in.
struct WireError: Error, Sendable, Hashable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}
