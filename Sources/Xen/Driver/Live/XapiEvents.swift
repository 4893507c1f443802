/// What `event.from` has answered.
struct XapiEvents: Sendable {
    struct Event: Sendable {
        /// As in the API, `VM`.
        var type: String
        var ref: String
        /// The record as it is now; nil: there is none any more.
        var record: [XapiValue.Member]?
    }

    var token: XapiToken
    var events: [Event]

    /// - Returns: nil for another answer.
    init?(_ answer: XapiValue) {
        guard let token = answer["token"]?.text, let items = answer["events"]?.items else { return nil }
        self.token = XapiToken(token)
        events = items.compactMap { item in
            guard let name = item["class"]?.text?.lowercased(), let type = PoolRecords.types[name],
                let ref = item["ref"]?.text
            else { return nil }
            if item["operation"]?.text == "del" { return Event(type: type, ref: ref, record: nil) }
            guard case .structure(let members)? = item["snapshot"] else { return nil }
            return Event(type: type, ref: ref, record: members)
        }
    }
}

/// Up to where the events of a server have been told: `00000000000000000042,00000000000000000007`, numbers that grow.
struct XapiToken: Sendable {
    let text: String

    /// Before everything.
    static let start = XapiToken("")

    init(_ text: String) { self.text = text }

    /// Whether it says no more than another one, so that what came with it is known.
    func isCovered(by other: XapiToken) -> Bool {
        guard let mine = numbers, let theirs = other.numbers else { return false }
        return mine == theirs || mine.lexicographicallyPrecedes(theirs)
    }

    private var numbers: [UInt64]? {
        let parts = text.split(separator: ",").map { UInt64($0) }
        let numbers = parts.compactMap { $0 }
        return numbers.isEmpty || numbers.count != parts.count ? nil : numbers
    }
}
