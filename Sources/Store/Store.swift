import Foundation

/// What the program remembers: one SQLite database and what of it is kept in memory.
///
/// All parts may be used from many tasks at once. Their methods block for the short time a database access takes.
public final class Store: Sendable {
    /// A copy of every object of every host.
    public let mirror: Mirror
    /// Native identifiers and generic ones, both ways.
    public let identifiers: IdentifierTable
    /// Folders, clusters and the like, and what is where in them.
    public let inventory: Inventory
    /// The sessions of clients, with their values.
    public let sessions: SessionStore
    /// The commands that were accepted, and what became of them.
    public let journal: Journal
    /// What users keep with objects.
    public let annotations: AnnotationTable
    /// What happened to objects, in order.
    public let events: EventLog
    /// Who tried to change what, from where.
    public let audit: AuditLog
    /// What objects did over longer times.
    public let metrics: MetricHistory
    /// What clients sort objects by: categories, their tags, and what has which tag.
    public let tags: TagStore
    /// Roles that clients have defined, and permissions that they have given.
    public let access: AccessStore
    /// What clients have set of servers and hosts, and registered with a server.
    public let settings: SettingStore
    /// Files that clients have sent and that wait for their use.
    public let uploads: Uploads

    /// Machines that are moving from one host to another.
    public let transits: Transits

    /// A folder for files that are of no use once this process has ended; it is emptied at each start.
    public let scratch: URL

    private let connection: Connection

    /// Opens the database in a directory and brings its schema up to date; both are made if they are missing.
    ///
    /// The directory and the file become unreadable for other users.
    /// - Throws: ``StoreError``: `schemaTooNew`, `corrupt`, `busy`, `full` or `io`.
    public init(directory: URL) throws {
        connection = try Connection(directory: directory)
        try connection.migrate(Schema.migrator)
        identifiers = try IdentifierTable(connection)
        mirror = try Mirror(connection, identifiers)
        inventory = try Inventory(connection)
        sessions = try SessionStore(connection)
        journal = try Journal(connection, identifiers)
        annotations = try AnnotationTable(connection)
        events = try EventLog(connection)
        audit = AuditLog(connection)
        metrics = MetricHistory(connection)
        tags = TagStore(connection)
        access = try AccessStore(connection)
        settings = try SettingStore(connection)
        uploads = Uploads(connection)
        transits = Transits(connection)
        scratch = try Store.emptied(directory.appendingPathComponent("scratch", isDirectory: true))
    }

    private static func emptied(_ folder: URL) throws(StoreError) -> URL {
        let files = FileManager.default
        try? files.removeItem(at: folder)
        do {
            try files.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError(.io, "the folder \(folder.path) cannot be made: \(error.localizedDescription)")
        }
        return folder
    }

    /// Writes what is still only in memory and closes the database; nothing can be written afterwards.
    /// - Throws: ``StoreError``.
    public func close() throws {
        try identifiers.settle()
        try sessions.settle()
        try connection.close()
    }
}
