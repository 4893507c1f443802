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

    /// Whether a method may be called while an operation is under way.
    func mayInterrupt(_ word: String, with name: String) -> Bool {
        rows.contains { $0["native"] == name && ($0["during"] ?? "").split(separator: " ").contains { $0 == word } }
    }

    /// The operation that a method is.
    func operation(ofMethod name: String) -> String? {
        rows.lazy.filter { $0["native"] == name }.compactMap { $0["operation"] }.first
    }
}
