/// The commands in memory: all that are unfinished, and at least the most recent 1000.
struct JournalWindow {
    private static let capacity = 1000

    private var entries: [String: JournalEntry] = [:]
    /// The most recent commands without a gap, oldest first.
    private var recent: [(seq: Int64, id: String)] = []

    subscript(id: String) -> JournalEntry? {
        entries[id]
    }

    /// The lowest number from which on every command is in memory.
    var floor: Int64 {
        recent.first?.seq ?? .max
    }

    /// Takes a command that was accepted after all others, or any unfinished one.
    mutating func add(_ entry: JournalEntry, isRecent: Bool = true) {
        entries[entry.id] = entry
        guard isRecent else { return }
        recent.append((entry.seq, entry.id))
        if recent.count >= 2 * Self.capacity {
            for (_, id) in recent.prefix(Self.capacity) where entries[id]?.state == .done {
                entries[id] = nil
            }
            recent.removeFirst(Self.capacity)
        }
    }

    /// Takes a newer state of a command; a done one that is not recent is forgotten.
    mutating func replace(_ entry: JournalEntry) {
        var entry = entry
        if entry.state == .done {
            guard entry.seq >= floor else {
                entries[entry.id] = nil
                return
            }
        } else {
            entry.progress = max(entry.progress, entries[entry.id]?.progress ?? 0)
            entry.trace = entries[entry.id]?.trace ?? entry.trace
        }
        entries[entry.id] = entry
    }

    mutating func setProgress(_ id: String, _ percent: Int) {
        guard entries[id]?.state != .done else { return }
        entries[id]?.progress = min(max(percent, 0), 100)
    }

    mutating func setTrace(_ id: String, _ trace: String) {
        guard entries[id]?.state != .done else { return }
        entries[id]?.trace = trace
    }

    /// Forgets the done commands up to a number.
    mutating func forget(through seq: Int64) {
        recent.removeAll { place in
            guard place.seq <= seq, entries[place.id]?.state == .done else { return false }
            entries[place.id] = nil
            return true
        }
    }

    /// The latest commands before a number, newest first.
    func latest(_ limit: Int, before seq: Int64, target: String?) -> [JournalEntry] {
        var found: [JournalEntry] = []
        for place in recent.reversed() where place.seq < seq {
            guard found.count < limit else { break }
            if let entry = entries[place.id], target == nil || entry.target == target {
                found.append(entry)
            }
        }
        return found
    }
}
