import XML

/// What `commands.xml` says of methods besides the commands that they are.
struct MethodTable: Sendable {
    /// The methods that the mapping of objects answers.
    let answered: Set<String>
    private let words: [String: String]
    private let operations: [String: Element]

    init(_ table: Element?) {
        let rows = table?.first("accepts")?.all("command") ?? []
        answered = Set(table?.first("answers")?.all("command").compactMap { $0["native"] } ?? [])
        words = Dictionary(
            rows.compactMap { row in row["operation"].flatMap { word in row["generic"].map { ($0, word) } } },
            uniquingKeysWith: { first, _ in first })
        operations = Dictionary(
            rows.filter { $0["operation"] != nil }.compactMap { row in row["native"].map { ($0, row) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// What XAPI calls a generic command while it is under way; nil if it has no word for it.
    func operation(of generic: String) -> String? { words[generic] }

    /// Whether a method is an operation that cannot begin while another one, by its word, goes on.
    func excludes(_ method: String, _ word: String) -> Bool {
        guard let row = operations[method] else { return false }
        if let others = row["after"] { return others.split(separator: " ").contains(word[...]) }
        return row["beside"]?.split(separator: " ").contains(word[...]) != true
    }
}
