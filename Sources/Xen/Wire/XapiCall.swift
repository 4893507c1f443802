import XML

/// A call as a client sends it: a method such as `VM.start` and what it is given, the session first for most.
struct XapiCall: Sendable, Hashable {
    var method: String
    var parameters: [XapiValue]
}

extension XapiCall {
    /// What a call of a plan, `<x:call>`, asks for; nil if a parameter is no value.
    init?(_ element: Element) {
        method = element.first("method")?.text ?? ""
        let given = element.first("params")?.all("value").map { XapiValue(in: $0) } ?? []
        parameters = given.compactMap { $0 }
        guard !method.isEmpty, parameters.count == given.count else { return nil }
    }
}

/// A message that is no call, or no reply, of the protocol that it came in.
struct WireError: Error, Sendable, Hashable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}
