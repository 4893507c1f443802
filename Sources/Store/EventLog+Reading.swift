import Foundation
import GRDB

extension EventLog {
    /// Which events are read: all that are after and not after these numbers, from and up to these times.
    public struct Range: Sendable, Hashable {
        public var after: Int64
        public var through: Int64
        public var from: Date?
        public var to: Date?

        public init(after: Int64 = 0, through: Int64 = .max, from: Date? = nil, to: Date? = nil) {
            self.after = after
            self.through = through
            self.from = from
            self.to = to
        }
    }

    /// The events after the one with this number, oldest first.
    /// - Throws: ``StoreError``.
    public func since(_ seq: Int64, limit: Int) throws -> [Event] {
        if seq >= latest() { return [] }
        return try read(Range(after: seq), newestFirst: false, limit: limit)
    }

    /// The events that a condition is true of, in their order or in the opposite one, at most so many.
    /// - Throws: ``StoreError``, or what the condition throws.
    public func find(
        in range: Range, newestFirst: Bool, limit: Int, where condition: (Event) throws -> Bool
    ) throws -> [Event] {
        var range = range
        var found: [Event] = []
        while found.count < limit {
            // In portions, so that a long history neither fills the memory nor holds the database.
            let portion = try read(range, newestFirst: newestFirst, limit: 500)
            for event in portion where try condition(event) {
                found.append(event)
                if found.count == limit { break }
            }
            guard portion.count == 500, let last = portion.last else { break }
            if newestFirst { range.through = last.seq - 1 } else { range.after = last.seq }
        }
        return found
    }

    private func read(_ range: Range, newestFirst: Bool, limit: Int) throws -> [Event] {
        try connection.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT seq, time, type, target, host, user, protocol, message, name, chain, details, fault
                    FROM event WHERE seq > ? AND seq <= ? AND time >= ? AND time <= ?
                    ORDER BY seq \(newestFirst ? "DESC" : "ASC") LIMIT ?
                    """)
            let rows = try Row.fetchCursor(
                statement,
                arguments: [
                    range.after, range.through, range.from.map(Timestamp.text) ?? "",
                    range.to.map(Timestamp.text) ?? "~", max(limit, 0),
                ])
            var events: [Event] = []
            while let row = try rows.next() { events.append(try Event(row)) }
            return events
        }
    }
}

extension Event {
    init(_ row: Row) throws {
        let seq: Int64 = row[0]
        let details = try (row[10] as String?).map {
            try JSONDecoder().decode([String: String].self, from: Data($0.utf8))
        }
        self.init(
            seq: seq, time: try row.time(at: 1), type: row[2], target: row[3], name: row[8], host: row[4],
            user: row[5], protocol: row[6], chain: row[9] ?? Self.ownChain(seq), message: row[7],
            details: details ?? [:], fault: try row.optionalBytes(at: 11))
    }

    /// Even numbers, so that it is no command's chain.
    static func ownChain(_ seq: Int64) -> Int64 { seq * 2 }

    static func text(_ details: [String: String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(details), as: UTF8.self)
    }
}

extension JournalEntry {
    /// The chain of the events of this command.
    public var chain: Int64 { seq * 2 + 1 }
}
