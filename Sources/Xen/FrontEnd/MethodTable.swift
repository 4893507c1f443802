import XML

/// What `commands.xml` says of methods besides the commands that they are.
struct MethodTable: Sendable {
    private let rows: [Element]
    private let answers: [Element]

    init(_ table: Element?) {
        rows = table?.first("accepts")?.all("command") ?? []
        answers = table?.first("answers")?.all("command") ?? []
    }

    /// The methods that the mapping of objects answers.
    var answered: Set<String> { Set(answers.compactMap { $0["native"] }) }

    /// What XAPI calls a generic command while it is under way; nil if it has no word for it.
    func operation(of generic: String) -> String? {
        rows.lazy.filter { $0["generic"] == generic }.compactMap { $0["operation"] }.first
    }

    /// Whether a method is an operation that cannot begin while another one, by its word, goes on.
    func excludes(_ method: String, _ word: String) -> Bool {
        guard let row = rows.first(where: { $0["native"] == method && $0["operation"] != nil }) else { return false }
        if let others = row["after"] { return others.split(separator: " ").contains(word[...]) }
        return row["beside"]?.split(separator: " ").contains(word[...]) != true
    }
}
