/// A row of a table of XAPI's database: fields under the API's names, values as the database writes them.
struct Row: Sendable, Hashable {
    private(set) var fields: [String: String]

    init(_ fields: [String: String] = [:]) {
        self.fields = fields
    }

    subscript(field: String) -> String {
        get { fields[field] ?? "" }
        set { fields[field] = newValue }
    }

    func has(_ field: String) -> Bool { fields[field] != nil }

    func int(_ field: String) -> Int64 { Int64(self[field]) ?? 0 }

    func bool(_ field: String) -> Bool { self[field] == "true" }

    mutating func set(_ field: String, _ value: Bool) { self[field] = value ? "true" : "false" }

    func map(_ field: String) -> [(key: String, value: String)] { SExpression.map(self[field]) ?? [] }

    func value(_ field: String, key: String) -> String? { map(field).first { $0.key == key }?.value }
}
