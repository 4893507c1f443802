import Foundation

/// Windows paths of the simulated host and where they are in the data store's directory: `D:\Hyper-V` on the first
/// volume is the directory itself, everything else is below `Volumes`. A volume that other hosts have too is a link there;
/// which machines are whose is each host's own affair, so that configurations are kept beside it.
struct Volumes: Sendable {
    let directory: URL
    /// Drive letters with a colon, the first one that of the default folders.
    var letters: [String]
    /// The letters of volumes that other hosts have too.
    var shared: Set<String> = []

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
        if shared.contains(letter) {
            let isConfiguration =
                parts.count > 1 && parts[0].caseInsensitiveEquals("Hyper-V")
                && ["virtual machines", "snapshots"].contains(parts[1].lowercased())
            url = root(of: letter)
            if isConfiguration { url.appendPathExtension("local") }
        } else if letter == letters.first, parts.first?.caseInsensitiveEquals("Hyper-V") == true {
            parts.removeFirst()
        } else {
            url = root(of: letter)
        }
        for part in parts { url = Volumes.child(part, of: url) }
        return url
    }

    /// The folder of a volume.
    func root(of letter: String) -> URL {
        directory.appendingPathComponent("Volumes").appendingPathComponent(String(letter.prefix(1)))
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

    /// As a host's list of volumes has them.
    init(directory: URL, list: Configuration) {
        self.init(directory: directory, letters: list.settings.compactMap { $0["DeviceID"] })
        // 4 is a volume of the network.
        shared = Set(list.settings.filter { $0.integer("DriveType") == 4 }.compactMap { $0["DeviceID"] })
    }

    init(directory: URL, letters: [String], shared: Set<String> = []) {
        self.directory = directory
        self.letters = letters
        self.shared = shared
    }

    static func makeFolder(of url: URL) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    }
}
