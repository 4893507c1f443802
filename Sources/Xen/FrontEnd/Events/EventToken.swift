import Foundation

/// Up to where a client has heard: `event.from`'s token, two numbers of 20 digits (XenAPI: event.from). Records and
/// messages are counted by one number here.
struct EventToken: Sendable, Hashable {
    var generation: Int64

    init(_ generation: Int64) { self.generation = generation }

    /// Nil for what is no token. An empty one has heard of nothing.
    init?(_ text: String) {
        if text.isEmpty {
            generation = 0
            return
        }
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int64($0) }
        guard numbers.count == 2, let first = numbers[0], let second = numbers[1], first >= 0, second >= 0 else { return nil }
        generation = first
    }

    var text: String {
        let digits = String(generation)
        let number = String(repeating: "0", count: max(0, 20 - digits.count)) + digits
        return "\(number),\(number)"
    }
}
