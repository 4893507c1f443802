/// Patterns of file names: `*` stands for any characters, `?` for one, and everything else for itself.
enum Glob {
    static func matches(_ name: String, _ pattern: String) -> Bool {
        let name = Array(name.unicodeScalars)
        let pattern = Array(pattern.unicodeScalars)
        var (at, expected) = (0, 0)
        // Where to go on if what follows the last star does not fit.
        var retry: (at: Int, expected: Int)?
        while at < name.count {
            if expected < pattern.count, pattern[expected] == "*" {
                expected += 1
                retry = (at, expected)
            } else if expected < pattern.count, pattern[expected] == "?" || pattern[expected] == name[at] {
                at += 1
                expected += 1
            } else if let last = retry {
                retry = (last.at + 1, last.expected)
                (at, expected) = (last.at + 1, last.expected)
            } else {
                return false
            }
        }
        return pattern[expected...].allSatisfy { $0 == "*" }
    }
}
