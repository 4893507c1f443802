import Foundation
import GRDB
import Synchronization

extension Journal {
    /// A command, nil if it is not known. One that is long done is read from the database, and is as good as unknown
    /// if that fails.
    public func entry(_ id: String) -> JournalEntry? {
        window.withLock { $0[id] } ?? (try? connection.read { try stored(id, in: $0) })
    }

    /// The latest commands, newest first.
    /// - Parameters:
    ///   - limit: how many at most
    ///   - seq: only those accepted before the one with this number
    ///   - target: only those for this object
    /// - Throws: ``StoreError``.
    public func recent(limit: Int, before seq: Int64? = nil, target: String? = nil) throws -> [JournalEntry] {
        let (found, floor) = window.withLock { window in
            (window.latest(limit, before: seq ?? .max, target: target), window.floor)
        }
        guard found.count < limit else { return found }
        let condition = target == nil ? "seq < ?2" : "seq < ?2 AND target = ?3"
        let arguments: StatementArguments = [limit - found.count, min(floor, seq ?? .max)]
        return found
            + (try select(
                "\(condition) ORDER BY seq DESC LIMIT ?1", target.map { arguments + [$0] } ?? arguments))
    }

    /// The commands that a condition is true of, in their order or in the opposite one, at most so many.
    /// - Parameters:
    ///   - after: only those accepted after the one with this number
    ///   - seq: only those accepted before or as the one with this number
    ///   - openOnly: whether done ones are left out
    /// - Throws: ``StoreError``, or what the condition throws.
    public func find(
        after: Int64 = 0, through seq: Int64 = .max, newestFirst: Bool, openOnly: Bool = false, limit: Int,
        where condition: (JournalEntry) throws -> Bool
    ) throws -> [JournalEntry] {
        var (after, through) = (after, seq)
        var found: [JournalEntry] = []
        while found.count < limit {
            // In portions, so that a long history neither fills the memory nor holds the database.
            let portion = try select(
                "seq > ?1 AND seq <= ?2\(openOnly ? " AND state <> 'done'" : "") ORDER BY seq \(newestFirst ? "DESC" : "ASC") LIMIT 200",
                [after, through])
            for entry in portion where try condition(entry) {
                found.append(entry)
                if found.count == limit { break }
            }
            guard portion.count == 200, let last = portion.last else { break }
            if newestFirst { through = last.seq - 1 } else { after = last.seq }
        }
        return found
    }

    /// The commands that are not done, in the order in which they were accepted.
    /// - Throws: ``StoreError``.
    public func unfinished() throws -> [JournalEntry] {
        try select("state <> 'done' ORDER BY seq", [])
    }

    /// Deletes done commands, but for the last ones.
    /// - Throws: ``StoreError``.
    public func prune(keepingLast count: Int) throws {
        try connection.write { database in
            let last = try Int64.fetchOne(
                database, sql: "SELECT seq FROM command ORDER BY seq DESC LIMIT 1 OFFSET ?", arguments: [max(count, 0)])
            guard let last else { return Int64.min }
            try database.execute(sql: "DELETE FROM command WHERE state = 'done' AND seq <= ?", arguments: [last])
            return last
        } committed: { last in
            window.withLock { $0.forget(through: last) }
        }
    }

    func stored(_ id: String, in database: Database) throws -> JournalEntry? {
        let sql = "SELECT \(JournalEntry.columns) FROM command WHERE id = ?"
        let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: [id])
        return try rows.next().map { try JournalEntry($0) }
    }

    static func load(_ connection: Connection) throws -> JournalWindow {
        try connection.readConsistently { database in
            var window = JournalWindow()
            let recent = try rows(database, "1 ORDER BY seq DESC LIMIT 1000", [])
            for entry in recent.reversed() { window.add(entry) }
            for entry in try rows(database, "state <> 'done' ORDER BY seq", []) where window[entry.id] == nil {
                window.add(entry, isRecent: false)
            }
            return window
        }
    }

    private func select(_ condition: String, _ arguments: StatementArguments) throws -> [JournalEntry] {
        let entries = try connection.read { try Self.rows($0, condition, arguments) }
        return window.withLock { window in entries.map { window[$0.id] ?? $0 } }
    }

    private static func rows(
        _ database: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> [JournalEntry] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(JournalEntry.columns) FROM command WHERE \(condition)")
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var entries: [JournalEntry] = []
        while let row = try rows.next() {
            entries.append(try JournalEntry(row))
        }
        return entries
    }
}
