import Foundation
import GRDB
import Synchronization

/// The database file: one writer, several readers, every error a ``StoreError``.
///
/// Whatever keeps a copy in memory changes it in `committed`, which runs before the next writer starts, so that
/// memory and database change in the same order. A lock around such a copy may be taken in there, but nobody may
/// wait for the writer while holding one.
final class Connection: Sendable {
    static let fileName = "dragoman.sqlite"

    let file: URL
    private let pool: DatabasePool
    /// What the writer is set to.
    private let written = Mutex(Durability.synced)

    init(directory: URL) throws {
        file = directory.appendingPathComponent(Self.fileName, isDirectory: false)
        do {
            try Self.prepare(directory)
            pool = try DatabasePool(path: file.path, configuration: Self.configuration)
            // GRDB sets NORMAL when it switches the writer to WAL; an accepted command has to survive a power cut.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        } catch {
            throw StoreError(wrapping: error)
        }
    }

    /// Brings the schema up to date.
    func migrate(_ migrator: DatabaseMigrator) throws {
        do {
            guard try !pool.read(migrator.hasBeenSuperseded) else {
                throw StoreError(
                    .schemaTooNew, "\(file.path) was written by a newer release; start that one, or restore a backup")
            }
            try migrator.migrate(pool)
        } catch {
            throw StoreError(wrapping: error)
        }
    }

    /// Runs one query outside of a transaction.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.unsafeRead(body)
        } catch {
            throw StoreError(wrapping: error)
        }
    }

    /// Runs several queries that all see the same state.
    func readConsistently<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(body)
        } catch {
            throw StoreError(wrapping: error)
        }
    }

    /// What a power cut may do. A process that dies loses nothing of either.
    enum Durability {
        /// On disk when the write returns.
        case synced
        /// On disk with the next write that is synced, or when the log is checkpointed; for what can be found out again.
        case ordered
    }

    /// Runs a transaction, and then `committed` while still being the only writer.
    @discardableResult
    func write<Value>(
        _ durability: Durability = .synced, _ body: (Database) throws -> Value, committed: (Value) -> Void = { _ in }
    ) throws -> Value {
        do {
            return try pool.writeWithoutTransaction { database in
                try prepare(database, for: durability)
                let value = try Self.transaction(database, body)
                committed(value)
                return value
            }
        } catch {
            throw StoreError(wrapping: error)
        }
    }

    /// Runs a transaction some time later; one that fails leaves no trace, so the caller has to keep what it wanted.
    func writeLater<Value>(
        _ body: @escaping @Sendable (Database) throws -> Value, committed: @escaping @Sendable (Value) -> Void
    ) {
        pool.asyncWriteWithoutTransaction { [self] database in
            if let value = try? { () throws in
                try prepare(database, for: .synced)
                return try Self.transaction(database, body)
            }() {
                committed(value)
            }
        }
    }

    /// Has the writer's next commits be as durable as that.
    private func prepare(_ database: Database, for durability: Durability) throws {
        guard written.withLock({ $0 != durability }) else { return }
        try database.execute(sql: "PRAGMA synchronous = \(durability == .synced ? "FULL" : "NORMAL")")
        written.withLock { $0 = durability }
    }

    func close() throws {
        do {
            // Saves the next start the recovery of the log; what is in the log is safe without it.
            _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try pool.close()
        } catch {
            throw StoreError(wrapping: error)
        }
    }

    /// What the database and its log take on disk.
    var bytesOnDisk: Int64 {
        ["", "-wal", "-shm"].reduce(0) { sum, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path + suffix)
            return sum + ((attributes?[.size] as? NSNumber)?.int64Value ?? 0)
        }
    }

    private static func transaction<Value>(
        _ database: Database, _ body: (Database) throws -> Value
    ) throws -> Value {
        try database.beginTransaction(.immediate)
        do {
            let value = try body(database)
            try database.commit()
            return value
        } catch {
            if database.isInsideTransaction {
                try? database.rollback()
            }
            throw error
        }
    }

    private static func prepare(_ directory: URL) throws {
        let files = FileManager.default
        try files.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.path)
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "store"
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        return configuration
    }
}
