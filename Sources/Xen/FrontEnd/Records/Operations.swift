/// What is being done to objects at present: commands of all protocols by the words that XAPI has for them.
struct Operations: Sendable {
    private var byTarget: [String: [(task: String, word: String)]] = [:]

    /// - Parameter word: nil once it is over.
    /// - Returns: whether it is another one than before.
    mutating func set(_ word: String?, of task: String, on target: String) -> Bool {
        var others = byTarget[target] ?? []
        guard others.first(where: { $0.task == task })?.word != word else { return false }
        others.removeAll { $0.task == task }
        if let word { others.append((task, word)) }
        byTarget[target] = others.isEmpty ? nil : others
        return true
    }

    func all(on target: String) -> [(task: String, word: String)] { byTarget[target] ?? [] }

    func tasks(on target: String) -> [String] { byTarget[target]?.map(\.task) ?? [] }
}
