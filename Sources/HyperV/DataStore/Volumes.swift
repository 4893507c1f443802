import Foundation

/// Windows paths of the simulated host and where they are in the data store's directory: `D:\Hyper-V` on the first
/// volume is the directory itself, everything else is below `Volumes`.
struct Volumes: Sendable {
    let directory: URL
    /// Drive letters with a colon, the first one that of the default folders.
    var letters: [String]

    var defaultRoot: String { "\(letters.first ?? "D:")\\Hyper-V" }

    /// The file of a Windows path; nil for a path that is not absolute, not on a volume of ours, or leaves it.
    /// Names are found without regard to case.
    func url(_ path: String) -> URL? {
        var parts = path.split(separator: "\\", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, let letter = letters.first(where: { $0.caseInsensitiveEquals(parts[0]) }) else {
            return nil
        }
        parts.removeFirst()
        if parts.last?.isEmpty == true { parts.removeLast() }
        let forbidden: Set<Character> = ["/", ":", "*", "?", "\"", "<", ">", "|", "\0"]
        for part in parts where part.isEmpty || part.hasPrefix(".") || part.contains(where: forbidden.contains) {
            return nil
        }
        var url = directory
        if letter == letters.first, parts.first?.caseInsensitiveEquals("Hyper-V") == true {
            parts.removeFirst()
        } else {
            url = url.appendingPathComponent("Volumes").appendingPathComponent(String(letter.prefix(1)))
        }
        for part in parts { url = Volumes.child(part, of: url) }
        return url
    }

    private static func child(_ name: String, of directory: URL) -> URL {
        let exact = directory.appendingPathComponent(name)
        if FileManager.default.fileExists(atPath: exact.path) { return exact }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        guard let other = names.first(where: { $0.caseInsensitiveEquals(name) }) else { return exact }
        return directory.appendingPathComponent(other)
    }

    /// Folders that hold configurations: the default one, and `Hyper-V` on every other volume.
    var roots: [String] { letters.map { "\($0)\\Hyper-V" } }

    static func makeFolder(of url: URL) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    }
}
