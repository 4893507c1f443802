/// The expression of `get_all_records_where`, such as `field "name_label" = "web" and not (field "is_a_template" = "true")`
/// (XenAPI: the grammar of xapi's database filters).
indirect enum RecordFilter: Sendable {
    case literal(Bool)
    case equal(Operand, Operand)
    case not(RecordFilter)
    case all([RecordFilter])
    case any([RecordFilter])

    enum Operand: Sendable {
        case field(String)
        case text(String)
    }

    /// Longer ones, and those of more terms, are refused.
    private static let mostBytes = 64 << 10
    private static let mostTerms = 1000

    /// - Throws: ``XapiError`` with code `INVALID_VALUE`.
    init(_ text: String, of schema: XapiSchema.Class) throws(XapiError) {
        guard text.utf8.count <= RecordFilter.mostBytes else { throw XapiError("INVALID_VALUE", "expr", "too long") }
        var reader = Reader(rest: Array(text.unicodeScalars)[...], schema: schema, source: text)
        self = try reader.disjunction()
        reader.skipSpace()
        guard reader.rest.isEmpty else { throw reader.malformed }
    }

    func matching(_ records: [XapiRecord], _ schema: XapiSchema.Class) -> [XapiRecord] {
        records.filter { matches($0, schema) }
    }

    private func matches(_ record: XapiRecord, _ schema: XapiSchema.Class) -> Bool {
        switch self {
        case .literal(let value): value
        case .equal(let left, let right): left.text(record, schema) == right.text(record, schema)
        case .not(let inner): !inner.matches(record, schema)
        case .all(let filters): filters.allSatisfy { $0.matches(record, schema) }
        case .any(let filters): filters.contains { $0.matches(record, schema) }
        }
    }

    private struct Reader {
        var rest: ArraySlice<Unicode.Scalar>
        let schema: XapiSchema.Class
        let source: String
        var depth = 0
        var terms = 0

        var malformed: XapiError { XapiError("INVALID_VALUE", "expr", source) }

        mutating func skipSpace() { rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\n" } }

        mutating func disjunction() throws(XapiError) -> RecordFilter {
            var filters = [try conjunction()]
            while word("or") { filters.append(try conjunction()) }
            return filters.count == 1 ? filters[0] : .any(filters)
        }

        private mutating func conjunction() throws(XapiError) -> RecordFilter {
            var filters = [try term()]
            while word("and") { filters.append(try term()) }
            return filters.count == 1 ? filters[0] : .all(filters)
        }

        private mutating func term() throws(XapiError) -> RecordFilter {
            depth += 1
            terms += 1
            defer { depth -= 1 }
            guard depth < 64, terms <= RecordFilter.mostTerms else { throw malformed }
            if word("not") { return .not(try term()) }
            if symbol("(") {
                let inner = try disjunction()
                guard symbol(")") else { throw malformed }
                return inner
            }
            if word("true") { return .literal(true) }
            if word("false") { return .literal(false) }
            let left = try operand()
            guard symbol("=") else { throw malformed }
            return .equal(left, try operand())
        }

        private mutating func operand() throws(XapiError) -> Operand {
            guard word("field") else { return .text(try quoted()) }
            // Field names join their namespaces by "_" or by "__".
            let name = try quoted().replacing("__", with: "_")
            guard schema.field(name) != nil else { throw malformed }
            return .field(name)
        }

        private mutating func quoted() throws(XapiError) -> String {
            skipSpace()
            guard let quote = rest.first, quote == "\"" || quote == "'" else { throw malformed }
            rest.removeFirst()
            var text = String.UnicodeScalarView()
            while let scalar = rest.popFirst() {
                if scalar == quote { return String(text) }
                if scalar == "\\", let escaped = rest.popFirst() {
                    text.append(escaped)
                } else {
                    text.append(scalar)
                }
            }
            throw malformed
        }

        private mutating func symbol(_ scalar: Unicode.Scalar) -> Bool {
            skipSpace()
            guard rest.first == scalar else { return false }
            rest.removeFirst()
            return true
        }

        private mutating func word(_ text: String) -> Bool {
            skipSpace()
            let scalars = Array(text.unicodeScalars)
            guard rest.starts(with: scalars) else { return false }
            let after = rest.dropFirst(scalars.count)
            if let next = after.first, next.properties.isAlphabetic || next == "_" { return false }
            rest = after
            return true
        }
    }
}

extension RecordFilter.Operand {
    fileprivate func text(_ record: XapiRecord, _ schema: XapiSchema.Class) -> String {
        switch self {
        case .text(let text): text
        case .field(let name): schema.field(name).map { record.value(of: $0).comparable } ?? ""
        }
    }
}

extension XapiValue {
    /// The text by which a filter compares.
    fileprivate var comparable: String {
        switch self {
        case .string(let text), .dateTime(let text): text
        case .integer(let number): "\(number)"
        case .boolean(let flag): flag ? "true" : "false"
        case .double(let number): "\(number)"
        case .array(let items): SExpression.set(items.map(\.comparable))
        case .structure(let members): SExpression.map(members.map { (key: $0.name, value: $0.value.comparable) })
        }
    }
}
