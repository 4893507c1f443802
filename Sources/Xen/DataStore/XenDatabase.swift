/// XAPI's database as `state.db` holds it: tables of rows by reference.
struct XenDatabase: Sendable, Hashable {
    /// A row's place.
    struct Key: Sendable, Hashable {
        var table: String
        var ref: String
    }

    var manifest: [String: String] = [:]
    private(set) var tables: [String: [String: Row]] = [:]
    /// What was written since the last ``takeTouched()``.
    private(set) var touched: Set<Key> = []

    /// Who points at whom, for the fields that are asked from the other end.
    private var pointing: [Pointer: [String]] = [:]

    /// The rows as the file has them: a call changes few of them.
    var encoded: [String: [String: [UInt8]]] = [:]

    private struct Pointer: Sendable, Hashable {
        var table: String
        var field: String
        var value: String
    }
    /// `resident_on` is not among them: a whole host's machines would be moved about in one list.
    private static let pointers = ["VM", "VDI", "SR", "host", "snapshot_of", "parent", "metrics"]

    static func == (left: XenDatabase, right: XenDatabase) -> Bool { left.tables == right.tables }
    func hash(into hasher: inout Hasher) { hasher.combine(tables) }

    /// The rows of a table in the order of their references.
    func rows(_ table: String) -> [(ref: String, row: Row)] {
        (tables[table] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func row(_ table: String, _ ref: String) -> Row? { tables[table]?[ref] }

    /// The references of the rows that point at something with one of their fields.
    func refs(_ table: String, where field: String, is value: String) -> [String] {
        guard XenDatabase.pointers.contains(field) else {
            return (tables[table] ?? [:]).filter { $0.value[field] == value }.map(\.key).sorted()
        }
        return (pointing[Pointer(table: table, field: field, value: value)] ?? []).sorted()
    }

    mutating func put(_ table: String, _ ref: String, _ row: Row) {
        if let old = tables[table]?[ref] { forget(table, ref, old) }
        tables[table, default: [:]][ref] = row
        encoded[table]?[ref] = nil
        for field in XenDatabase.pointers where row.has(field) && row[field] != XapiValue.null {
            pointing[Pointer(table: table, field: field, value: row[field]), default: []].append(ref)
        }
        touched.insert(Key(table: table, ref: ref))
    }

    mutating func update(_ table: String, _ ref: String, _ body: (inout Row) -> Void) {
        guard var row = tables[table]?[ref] else { return }
        body(&row)
        put(table, ref, row)
    }

    private mutating func forget(_ table: String, _ ref: String, _ row: Row) {
        for field in XenDatabase.pointers where row.has(field) && row[field] != XapiValue.null {
            let pointer = Pointer(table: table, field: field, value: row[field])
            pointing[pointer]?.removeAll { $0 == ref }
            if pointing[pointer]?.isEmpty == true { pointing[pointer] = nil }
        }
    }

    mutating func remove(_ table: String, _ ref: String) {
        guard let row = tables[table]?.removeValue(forKey: ref) else { return }
        forget(table, ref, row)
        encoded[table]?[ref] = nil
        touched.insert(Key(table: table, ref: ref))
        // Whatever shows this row shows it no more.
        for (owner, field) in [("VM", "VM"), ("VDI", "VDI")] where row.has(field) {
            touched.insert(Key(table: owner, ref: row[field]))
        }
        if row.bool("is_a_snapshot"), row.has("snapshot_of") {
            touched.insert(Key(table: table, ref: row["snapshot_of"]))
        }
        if row.has("SR") { touched.insert(Key(table: "SR", ref: row["SR"])) }
    }

    mutating func takeTouched() -> Set<Key> {
        defer { touched = [] }
        return touched
    }
}
