/// Bytes that are no message, or no value of the type that they should be of.
struct WireError: Error, Sendable, Hashable, CustomStringConvertible {
    var reason: String

    init(_ reason: String) { self.reason = reason }

    var description: String { reason }
}
