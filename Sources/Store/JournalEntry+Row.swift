import GRDB

extension JournalEntry {
    static let columns = """
        id, seq, protocol, user, host, target, name, document, state, progress, created, started, finished,
        result, fault, trace
        """

    /// An entry from a row with exactly ``columns``.
    init(_ row: Row) throws {
        let state: String = row[8]
        guard let state = JournalState(rawValue: state) else {
            throw StoreError(.corrupt, "a command is in the unknown state '\(state)'")
        }
        self.init(
            id: row[0], seq: row[1], protocol: row[2], user: row[3], host: row[4], target: row[5], name: row[6],
            document: try row.bytes(at: 7), state: state, progress: row[9], created: try row.time(at: 10),
            started: try row.optionalTime(at: 11), finished: try row.optionalTime(at: 12),
            result: try row.optionalBytes(at: 13), fault: try row.optionalBytes(at: 14), trace: row[15])
    }
}
