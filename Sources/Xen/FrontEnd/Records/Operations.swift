/// What is being done to objects at present: commands of all protocols by the words that XAPI has for them.
struct Operations: Sendable {
    private var byTarget: [String: [(task: String, word: String)]] = [:]

    /// - Parameter word: nil once it is over.
    mutating func set(_ word: String?, of task: String, on target: String) {
        var others = byTarget[target] ?? []
        others.removeAll { $0.task == task }
        if let word { others.append((task, word)) }
        byTarget[target] = others.isEmpty ? nil : others
    }

    func all(on target: String) -> [(task: String, word: String)] { byTarget[target] ?? [] }

    func tasks(on target: String) -> [String] { byTarget[target]?.map(\.task) ?? [] }
}
