import Foundation
import GRDB
import Synchronization

/// The sessions of clients. All are in memory, and in the database so that they outlive a restart.
///
/// A change that cannot be written is in force nevertheless and is written with the next one that can;
/// ``flush()`` tells.
public final class SessionStore: Sendable {
    private struct State {
        var sessions: [String: Session] = [:]
        /// When `lastUsed` of a session was last handed to the database.
        var noted: [String: Date] = [:]
        /// Keys of sessions that the database does not have as they are.
        var dirty: Set<String> = []
    }

    private let connection: Connection
    private let state: Mutex<State>

    init(_ connection: Connection) throws {
        self.connection = connection
        state = Mutex(State(sessions: try Self.load(connection)))
    }

    /// Begins a session.
    /// - Throws: ``StoreError``; then there is no session.
    public func create(protocol name: String, user: String, values: [String: String] = [:]) throws -> Session {
        let now = Timestamp.now()
        let session = Session(
            key: Self.randomKey(), protocol: name, user: user, created: now, lastUsed: now, values: values)
        try connection.write { database in
            try Self.save(session, in: database)
        } committed: {
            state.withLock { state in
                state.sessions[session.key] = session
                state.noted[session.key] = now
            }
        }
        return session
    }

    /// The session with a key, nil if there is none or if it was idle for longer than `idleLimit` seconds.
    public func find(_ key: String, idleLimit: TimeInterval, now: Date = Date()) -> Session? {
        guard let session = state.withLock({ $0.sessions[key] }),
            now.timeIntervalSince(session.lastUsed) <= idleLimit
        else { return nil }
        return session
    }

    /// Notes that the client was heard of, and values that may be lost in a crash; written at most once a minute.
    public func touch(_ key: String, values: [String: String] = [:], now: Date = Date()) {
        let isDue = state.withLock { state in
            guard state.sessions[key] != nil else { return false }
            state.sessions[key]?.lastUsed = now
            state.sessions[key]?.values.merge(values) { _, new in new }
            guard now.timeIntervalSince(state.noted[key] ?? .distantPast) >= 60 else { return false }
            state.noted[key] = now
            state.dirty.insert(key)
            return true
        }
        if isDue {
            connection.writeLater { [self] in try writeDirty($0) } committed: { [self] in confirm($0) }
        }
    }

    /// Sets one value of a session, or removes it with nil. Nothing happens if there is no such session.
    public func setValue(_ key: String, name: String, value: String?) {
        change { state in
            guard let session = state.sessions[key], session.values[name] != value else { return [] }
            state.sessions[key]?.values[name] = value
            return [key]
        }
    }

    /// Ends a session.
    /// - Returns: the session as it was, nil if there was none.
    @discardableResult
    public func remove(_ key: String) -> Session? {
        let old = state.withLock { $0.sessions[key] }
        change { state in
            guard state.sessions.removeValue(forKey: key) != nil else { return [] }
            state.noted[key] = nil
            return [key]
        }
        return old
    }

    /// The sessions of a protocol, oldest first; nil stands for any.
    public func list(protocol name: String? = nil) -> [Session] {
        state.withLock { Array($0.sessions.values) }
            .filter { name == nil || $0.protocol == name }
            .sorted { ($0.created, $0.key) < ($1.created, $1.key) }
    }

    /// Ends the sessions that were idle for longer than this many seconds.
    /// - Returns: the sessions that ended.
    @discardableResult
    public func expire(olderThan idle: TimeInterval, now: Date = Date()) -> [Session] {
        var expired: [Session] = []
        change { state in
            expired = state.sessions.values.filter { now.timeIntervalSince($0.lastUsed) > idle }
            for session in expired {
                state.sessions[session.key] = nil
                state.noted[session.key] = nil
            }
            return expired.map(\.key)
        }
        return expired
    }

    /// Writes what could not be written before.
    /// - Throws: ``StoreError``.
    public func flush() throws {
        if state.withLock(\.dirty.isEmpty) { return }
        try connection.write(.synced, writeDirty, committed: confirm)
    }

    /// Writes everything, the times of last use too.
    func settle() throws {
        state.withLock { state in
            for session in state.sessions.values where state.noted[session.key] != session.lastUsed {
                state.dirty.insert(session.key)
            }
        }
        try flush()
    }

    private func change(_ body: (inout State) -> [String]) {
        let isChanged = state.withLock { state in
            let keys = body(&state)
            state.dirty.formUnion(keys)
            return !keys.isEmpty
        }
        if isChanged { try? flush() }
    }

    /// Writes the sessions that changed; the outcome is what was written, nil for a session that has ended.
    private func writeDirty(_ database: Database) throws -> [String: Session?] {
        let changes = state.withLock { state in
            Dictionary(uniqueKeysWithValues: state.dirty.map { ($0, state.sessions[$0]) })
        }
        for (key, session) in changes {
            if let session {
                try Self.save(session, in: database)
            } else {
                try database.cachedStatement(sql: "DELETE FROM session WHERE key = ?").execute(arguments: [key])
            }
        }
        return changes
    }

    /// Notes what is in the database now, unless it has changed again.
    private func confirm(_ changes: [String: Session?]) {
        state.withLock { state in
            for (key, session) in changes where state.sessions[key] == session {
                state.dirty.remove(key)
            }
        }
    }
}

extension SessionStore {
    private static func randomKey() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let part = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - part.utf8.count) + part
        }.joined()
    }

    private static func save(_ session: Session, in database: Database) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try database.cachedStatement(
            sql: """
                INSERT INTO session (key, protocol, user, created, last_used, "values") VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET last_used = excluded.last_used, "values" = excluded."values"
                """
        ).execute(arguments: [
            session.key, session.protocol, session.user, Timestamp.text(session.created),
            Timestamp.text(session.lastUsed), String(decoding: try encoder.encode(session.values), as: UTF8.self),
        ])
    }

    private static func load(_ connection: Connection) throws -> [String: Session] {
        try connection.read { database in
            var sessions: [String: Session] = [:]
            let rows = try Row.fetchCursor(
                database, sql: #"SELECT key, protocol, user, created, last_used, "values" FROM session"#)
            while let row = try rows.next() {
                let values = try JSONDecoder().decode([String: String].self, from: Data((row[5] as String).utf8))
                let session = Session(
                    key: row[0], protocol: row[1], user: row[2], created: try row.time(at: 3),
                    lastUsed: try row.time(at: 4), values: values)
                sessions[session.key] = session
            }
            return sessions
        }
    }
}
