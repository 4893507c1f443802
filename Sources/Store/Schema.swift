import GRDB

/// The tables, as steps from an empty database to the present one. A step that was released is never edited.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: version1) }
        migrator.registerMigration("inventory") { try $0.execute(sql: inventory) }
        migrator.registerMigration("metrics") { try $0.execute(sql: metrics) }
        migrator.registerMigration("tags") { try $0.execute(sql: tags) }
        migrator.registerMigration("annotations") { try $0.execute(sql: annotations) }
        migrator.registerMigration("search keys") { try $0.execute(sql: searchKeys) }
        migrator.registerMigration("uploads") { try $0.execute(sql: uploads) }
        migrator.registerMigration("events with details") { try $0.execute(sql: eventDetails) }
        migrator.registerMigration("access") { try $0.execute(sql: access) }
        migrator.registerMigration("settings") { try $0.execute(sql: settings) }
        migrator.registerMigration("transits") { try $0.execute(sql: transits) }
        return migrator
    }

    private static let annotations = """
        CREATE TABLE annotation_field (
            id TEXT PRIMARY KEY NOT NULL,
            owner TEXT NOT NULL,
            name TEXT NOT NULL,
            type TEXT,
            UNIQUE (owner, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE annotation (
            object TEXT NOT NULL,
            owner TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (object, owner, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX annotation_key ON annotation (key);
        """

    /// An object whose digest is not its own is written again, with its keys, when it is next read.
    private static let searchKeys = """
        CREATE TABLE object_key (
            key TEXT NOT NULL,
            object TEXT NOT NULL,
            PRIMARY KEY (key, object)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX object_key_object ON object_key (object);
        UPDATE object SET digest = zeroblob(length(digest));
        """

    private static let version1 = """
        CREATE TABLE state (
            name TEXT PRIMARY KEY NOT NULL,
            value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO state VALUES ('revision', 0);

        CREATE TABLE object (
            id TEXT PRIMARY KEY NOT NULL,
            type TEXT NOT NULL,
            host TEXT NOT NULL,
            name TEXT NOT NULL,
            revision INTEGER NOT NULL,
            digest BLOB NOT NULL,
            refs TEXT NOT NULL,
            generic BLOB NOT NULL,
            native BLOB NOT NULL
        ) STRICT;

        CREATE TABLE identifier (
            number INTEGER PRIMARY KEY,
            platform TEXT NOT NULL,
            scope TEXT NOT NULL,
            type TEXT NOT NULL,
            native TEXT NOT NULL,
            generic_type TEXT NOT NULL,
            uuid TEXT NOT NULL,
            owner TEXT,
            created TEXT NOT NULL,
            deleted TEXT
        ) STRICT;
        CREATE UNIQUE INDEX identifier_living_native
            ON identifier (platform, scope, type, native) WHERE deleted IS NULL;
        CREATE UNIQUE INDEX identifier_living_uuid
            ON identifier (platform, scope, type, uuid) WHERE deleted IS NULL;
        CREATE INDEX identifier_uuid ON identifier (uuid);
        CREATE INDEX identifier_native ON identifier (native, platform, type);
        CREATE INDEX identifier_owner ON identifier (owner) WHERE owner IS NOT NULL;

        CREATE TABLE counter (
            platform TEXT NOT NULL,
            scope TEXT NOT NULL,
            type TEXT NOT NULL,
            next INTEGER NOT NULL,
            PRIMARY KEY (platform, scope, type)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE session (
            key TEXT PRIMARY KEY NOT NULL,
            protocol TEXT NOT NULL,
            user TEXT NOT NULL,
            created TEXT NOT NULL,
            last_used TEXT NOT NULL,
            "values" TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE command (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            protocol TEXT NOT NULL,
            user TEXT NOT NULL,
            host TEXT NOT NULL,
            target TEXT NOT NULL,
            name TEXT NOT NULL,
            document BLOB NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('accepted', 'dispatched', 'done')),
            progress INTEGER NOT NULL DEFAULT 0,
            created TEXT NOT NULL,
            started TEXT,
            finished TEXT,
            result BLOB,
            fault BLOB,
            trace TEXT
        ) STRICT;
        CREATE INDEX command_target ON command (target, seq);
        CREATE INDEX command_unfinished ON command (seq) WHERE state <> 'done';

        CREATE TABLE event (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            time TEXT NOT NULL,
            type TEXT NOT NULL,
            target TEXT,
            host TEXT,
            user TEXT,
            protocol TEXT,
            message TEXT NOT NULL
        ) STRICT;

        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            time TEXT NOT NULL,
            user TEXT NOT NULL,
            protocol TEXT NOT NULL,
            address TEXT NOT NULL,
            action TEXT NOT NULL,
            target TEXT,
            outcome TEXT NOT NULL
        ) STRICT;
        """

    private static let inventory = """
        CREATE TABLE inventory_node (
            id TEXT PRIMARY KEY NOT NULL,
            kind TEXT NOT NULL,
            holds TEXT,
            name TEXT NOT NULL,
            parent TEXT,
            origin TEXT UNIQUE,
            settings TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE inventory_placement (
            object TEXT NOT NULL,
            role TEXT NOT NULL,
            node TEXT NOT NULL,
            PRIMARY KEY (object, role)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX inventory_placement_node ON inventory_placement (node);
        """

    /// figures: `cpu.usage=12.5 net.received=8 …`; time: when the interval ended, seconds since 1970.
    private static let metrics = """
        CREATE TABLE metric (
            interval INTEGER NOT NULL,
            object TEXT NOT NULL,
            time INTEGER NOT NULL,
            figures TEXT NOT NULL,
            PRIMARY KEY (interval, object, time)
        ) STRICT, WITHOUT ROWID;
        """

    private static let transits = """
        CREATE TABLE transit (
            machine TEXT PRIMARY KEY NOT NULL,
            source TEXT NOT NULL,
            destination TEXT NOT NULL,
            command TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let uploads = """
        CREATE TABLE upload (
            datastore TEXT NOT NULL,
            path TEXT NOT NULL,
            content BLOB NOT NULL,
            user TEXT NOT NULL,
            created TEXT NOT NULL,
            PRIMARY KEY (datastore, path)
        ) STRICT;
        """

    private static let eventDetails = """
        ALTER TABLE event ADD COLUMN name TEXT;
        ALTER TABLE event ADD COLUMN chain INTEGER;
        ALTER TABLE event ADD COLUMN details TEXT;
        ALTER TABLE event ADD COLUMN fault BLOB;
        """
}
