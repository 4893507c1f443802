/// Searches in the database, and copies of volumes.
extension XenServer {
    static let fileMethods: [String: Method] = [
        "VDI.get_all_records_where": Method(parameters: [.init("expr", .string)]) { (server, a) throws(XapiError) in
            try server.records("VDI", where: a.text("expr"))
        },
        "VDI.copy": maker([.init("vdi", .ref("VDI")), .init("sr", .ref("SR"))]) { (server, a) throws(XapiError) in
            try server.copyVDI(a.text("vdi"), to: a.text("sr"))
        },
    ]

    /// The records that meet `field "a" = "b"`, or several of these that are joined by `and`.
    func records(_ table: String, where expression: String) throws(XapiError) -> XapiValue {
        var wanted: [(field: String, value: String)] = []
        var rest = expression[...]
        while true {
            guard let match = rest.prefixMatch(of: /\s*field\s+"(\w+)"\s*=\s*"([^"]*)"\s*/) else {
                throw XapiError("INVALID_VALUE", "expr", expression)
            }
            wanted.append((String(match.1), String(match.2)))
            rest = rest[match.range.upperBound...]
            if rest.isEmpty { break }
            guard rest.hasPrefix("and ") else { throw XapiError("INVALID_VALUE", "expr", expression) }
            rest = rest.dropFirst(4)
        }
        let found = database.rows(table).filter { item in wanted.allSatisfy { item.row[$0.field] == $0.value } }
        return .structure(found.map { .init(name: $0.ref, value: structure(table, $0.ref)) })
    }

    /// A full copy on another storage, or the same.
    mutating func copyVDI(_ ref: String, to storage: String) throws(XapiError) -> String {
        var copy = try fetch("VDI", ref)
        copy["SR"] = storage
        copy.set("is_a_snapshot", false)
        copy["snapshot_of"] = XapiValue.null
        return try store(copy)
    }
}
