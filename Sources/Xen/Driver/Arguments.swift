/// The arguments of a call, checked against what its method declares before it runs.
struct Arguments: Sendable {
    /// What a parameter takes.
    enum Kind: Sendable, Hashable {
        case string, int, boolean, map, set, record
        /// A reference to a row of that table, which has to be there.
        case ref(String)
    }

    struct Parameter: Sendable {
        var name: String
        var kind: Kind
        /// What a missing argument stands for; without one the argument is due.
        var fallback: XapiValue?

        init(_ name: String, _ kind: Kind, default fallback: XapiValue? = nil) {
            self.name = name
            self.kind = kind
            self.fallback = fallback
        }
    }

    private var values: [String: XapiValue] = [:]

    /// - Throws: MESSAGE_PARAMETER_COUNT_MISMATCH, FIELD_TYPE_ERROR or HANDLE_INVALID.
    init(_ given: [XapiValue], for parameters: [Parameter], of method: String, in database: XenDatabase)
        throws(XapiError)
    {
        let due = parameters.filter { $0.fallback == nil }.count
        guard given.count >= due, given.count <= parameters.count else {
            throw XapiError("MESSAGE_PARAMETER_COUNT_MISMATCH", method, String(parameters.count), String(given.count))
        }
        for (index, parameter) in parameters.enumerated() {
            guard let value = index < given.count ? given[index] : parameter.fallback else { continue }
            guard Arguments.fits(value, parameter.kind) else { throw XapiError("FIELD_TYPE_ERROR", parameter.name) }
            if case .ref(let table) = parameter.kind, database.row(table, value.text ?? "") == nil {
                throw .handleInvalid(table, value.text ?? "")
            }
            values[parameter.name] = value
        }
    }

    func text(_ name: String) -> String { values[name]?.text ?? "" }

    func int(_ name: String) -> Int64 { Int64(text(name)) ?? 0 }

    func bool(_ name: String) -> Bool { values[name] == .boolean(true) }

    subscript(name: String) -> XapiValue { values[name] ?? .void }

    /// The entries of a map.
    func entries(_ name: String) -> [(key: String, value: String)] {
        guard case .structure(let members)? = values[name] else { return [] }
        return members.map { ($0.name, $0.value.text ?? "") }
    }

    /// The members of a record.
    func record(_ name: String) -> [String: XapiValue] {
        guard case .structure(let members)? = values[name] else { return [:] }
        return Dictionary(members.map { ($0.name, $0.value) }) { $1 }
    }

    private static func fits(_ value: XapiValue, _ kind: Kind) -> Bool {
        switch (kind, value) {
        case (.string, .string), (.ref, .string), (.boolean, .boolean), (.record, .structure): true
        case (.int, .string(let text)): Int64(text) != nil
        case (.map, .structure): value.stored(.map) != nil
        case (.set, .array): value.stored(.set) != nil
        default: false
        }
    }
}
