import GRDB

/// The machines that were moving from one host to another when they were last heard of.
public final class Transits: Sendable {
    public struct Transit: Sendable, Hashable {
        /// The machine's generic UUID.
        public var machine: String
        /// The hosts, by their names in the configuration.
        public var source: String
        public var destination: String
        /// The command that moves it.
        public var command: String

        public init(machine: String, source: String, destination: String, command: String) {
            self.machine = machine
            self.source = source
            self.destination = destination
            self.command = command
        }
    }

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Throws: ``StoreError``.
    public func all() throws -> [Transit] {
        try connection.readConsistently { database in
            try Row.fetchAll(database, sql: "SELECT machine, source, destination, command FROM transit ORDER BY machine")
                .map { Transit(machine: $0[0], source: $0[1], destination: $0[2], command: $0[3]) }
        }
    }

    /// Writes one down, in place of an earlier one of the machine; it is on disk when this returns.
    /// - Throws: ``StoreError``.
    public func put(_ transit: Transit) throws {
        try connection.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO transit (machine, source, destination, command) VALUES (?, ?, ?, ?)",
                arguments: [transit.machine, transit.source, transit.destination, transit.command])
        } committed: {}
    }

    /// - Throws: ``StoreError``.
    public func remove(_ machine: String) throws {
        try connection.write { database in
            try database.execute(sql: "DELETE FROM transit WHERE machine = ?", arguments: [machine])
        } committed: {}
    }
}
