import Foundation
import GRDB
import Synchronization

/// The commands that were accepted: written down before they are carried out, so that none is lost in a crash.
public final class Journal: Sendable {
    let connection: Connection
    let window: Mutex<JournalWindow>
    private let identifiers: IdentifierTable

    init(_ connection: Connection, _ identifiers: IdentifierTable) throws {
        self.connection = connection
        self.identifiers = identifiers
        window = Mutex(try Self.load(connection))
    }

    /// Writes down a command that is going to be carried out, together with the identifiers that are waiting to be
    /// written; it is on disk when this returns.
    /// - Parameters:
    ///   - id: a UUID for it, a new random one unless given
    ///   - name: the protocol it came by
    ///   - user: who sent it
    ///   - host: generic UUID of the host it is for
    ///   - target: generic UUID of the object it is for
    ///   - command: its generic name
    ///   - document: the serialised generic command
    ///   - trace: what explains how it was translated
    /// - Throws: ``StoreError``; `conflict` if the id was used before.
    public func accept(
        id: String = UUID().uuidString.lowercased(), protocol name: String, user: String, host: String,
        target: String, name command: String, document: [UInt8], trace: String? = nil
    ) throws -> JournalEntry {
        let created = Timestamp.now()
        return try connection.write { database in
            let settled = try identifiers.writePending(database)
            try database.cachedStatement(
                sql: """
                    INSERT INTO command (id, protocol, user, host, target, name, document, state, created, trace)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 'accepted', ?, ?)
                    """
            ).execute(arguments: [
                id, name, user, host, target, command, Data(document), Timestamp.text(created), trace,
            ])
            let entry = JournalEntry(
                id: id, seq: database.lastInsertedRowID, protocol: name, user: user, host: host, target: target,
                name: command, document: document, state: .accepted, progress: 0, created: created, trace: trace)
            return (settled, entry)
        } committed: { settled, entry in
            identifiers.confirm(settled)
            window.withLock { $0.add(entry) }
        }.1
    }

    /// Writes down that a command is about to reach the hypervisor. Doing so again changes nothing.
    /// - Throws: ``StoreError``; `notFound`, or `conflict` if it is done.
    @discardableResult
    public func dispatch(_ id: String) throws -> JournalEntry {
        try change(id) { entry in
            guard entry.state == .accepted else { return }
            entry.state = .dispatched
            entry.started = Timestamp.now()
        }
    }

    /// Notes how much of a command is done, in percent, in memory only.
    public func progress(_ id: String, _ percent: Int) {
        window.withLock { $0.setProgress(id, percent) }
    }

    /// Writes down the serialised generic result of a command that succeeded.
    /// - Throws: ``StoreError``; `notFound`, or `conflict` if it is done already.
    @discardableResult
    public func finish(_ id: String, result: [UInt8]) throws -> JournalEntry {
        try change(id) { entry in
            entry.state = .done
            entry.progress = 100
            entry.finished = Timestamp.now()
            entry.result = result
        }
    }

    /// Writes down the serialised generic fault of a command that failed.
    /// - Throws: ``StoreError``; `notFound`, or `conflict` if it is done already.
    @discardableResult
    public func finish(_ id: String, fault: [UInt8]) throws -> JournalEntry {
        try change(id) { entry in
            entry.state = .done
            entry.finished = Timestamp.now()
            entry.fault = fault
        }
    }

    /// Writes down that a command that had ended with a fault was carried out all the same.
    /// - Throws: ``StoreError``; `notFound`, or `conflict` if it has not ended so.
    @discardableResult
    public func correct(_ id: String, result: [UInt8]) throws -> JournalEntry {
        try change(id, where: { $0.state == .done && $0.fault != nil }) { entry in
            entry.progress = 100
            entry.fault = nil
            entry.result = result
        }
    }

    /// Keeps what explains how an unfinished command was translated; it is written with the next change of state.
    public func setTrace(_ id: String, _ trace: String) {
        window.withLock { $0.setTrace(id, trace) }
    }

    private func change(
        _ id: String, where allows: (JournalEntry) -> Bool = { $0.state != .done }, _ body: (inout JournalEntry) -> Void
    ) throws -> JournalEntry {
        try connection.write { database in
            guard var entry = try window.withLock({ $0[id] }) ?? stored(id, in: database) else {
                throw StoreError(.notFound, "there is no command \(id)")
            }
            guard allows(entry) else {
                throw StoreError(.conflict, "command \(id) is \(entry.state.rawValue) already")
            }
            body(&entry)
            try database.cachedStatement(
                sql: """
                    UPDATE command SET state = ?, progress = ?, started = ?, finished = ?, result = ?, fault = ?,
                        trace = ? WHERE id = ?
                    """
            ).execute(arguments: [
                entry.state.rawValue, entry.progress, entry.started.map(Timestamp.text),
                entry.finished.map(Timestamp.text), entry.result.map { Data($0) }, entry.fault.map { Data($0) },
                entry.trace, id,
            ])
            return entry
        } committed: { entry in
            window.withLock { $0.replace(entry) }
        }
    }
}
