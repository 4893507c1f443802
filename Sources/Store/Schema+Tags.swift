extension Schema {
    static let tags = """
        CREATE TABLE tag_category (
            id TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL UNIQUE,
            description TEXT NOT NULL,
            single INTEGER NOT NULL,
            types TEXT NOT NULL
        ) STRICT;

        CREATE TABLE tag (
            id TEXT PRIMARY KEY NOT NULL,
            category TEXT NOT NULL REFERENCES tag_category (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            UNIQUE (category, name)
        ) STRICT;

        CREATE TABLE tag_association (
            tag TEXT NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
            type TEXT NOT NULL,
            object TEXT NOT NULL,
            PRIMARY KEY (tag, type, object)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tag_association_object ON tag_association (object, type);
        """
}
