extension Schema {
    /// Roles that a protocol's tables have are below 1,000.
    static let access = """
        CREATE TABLE access_role (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            privileges TEXT NOT NULL
        ) STRICT;
        INSERT INTO sqlite_sequence (name, seq) VALUES ('access_role', 1000);

        CREATE TABLE access_permission (
            scope TEXT NOT NULL,
            object TEXT NOT NULL,
            aspect TEXT NOT NULL,
            principal TEXT NOT NULL,
            role INTEGER NOT NULL,
            propagates INTEGER NOT NULL,
            PRIMARY KEY (object, scope, aspect, principal)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX access_permission_role ON access_permission (role);
        """

    /// What clients set of a server or a host (`setting`), and what they register with a server (`registration`).
    static let settings = """
        CREATE TABLE setting (
            object TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (object, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE registration (
            key TEXT PRIMARY KEY NOT NULL,
            document BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
