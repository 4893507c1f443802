/// A file of a datastore: `[datastore1] web/web.vmx`.
struct DatastorePath: Sendable, Hashable {
    /// The datastore's name.
    var datastore: String
    /// Within the datastore; empty for the datastore itself.
    var path: String

    init(datastore: String, path: String) {
        self.datastore = datastore
        self.path = path
    }

    /// Reads `[datastore] path` and `/vmfs/volumes/datastore/path`. Nil if it is neither or leaves the datastore.
    init?(_ text: String) {
        let volumes = "/vmfs/volumes/"
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            datastore = String(text[text.index(after: text.startIndex)..<end])
            path = String(text[text.index(after: end)...].drop { $0 == " " })
        } else if text.hasPrefix(volumes) {
            let parts = text.dropFirst(volumes.count).split(separator: "/", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            datastore = String(parts[0])
            path = String(parts[1])
        } else {
            return nil
        }
        guard isContained, !datastore.isEmpty else { return nil }
    }

    /// A file name of a .vmx or .vmsd file: relative to the directory of that file, or absolute.
    init?(fileName: String, beside file: DatastorePath) {
        if fileName.hasPrefix("/") {
            self.init(fileName)
        } else {
            self.init(
                datastore: file.datastore, path: file.directory.isEmpty ? fileName : "\(file.directory)/\(fileName)")
            guard isContained, !fileName.isEmpty else { return nil }
        }
    }

    /// How a file in the same or another directory names this one.
    func fileName(beside file: DatastorePath) -> String {
        file.datastore == datastore && file.directory == directory ? name : "/vmfs/volumes/\(datastore)/\(path)"
    }

    /// The directory within the datastore, without a slash at its end.
    var directory: String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// The last part.
    var name: String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The last part without its extension.
    var stem: String {
        name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    func sibling(_ name: String) -> DatastorePath {
        DatastorePath(datastore: datastore, path: directory.isEmpty ? name : "\(directory)/\(name)")
    }

    private var isContained: Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !path.hasPrefix("/") && !parts.contains("..") && !path.utf8.contains(0) && !datastore.contains("/")
            && datastore != ".." && datastore != "."
    }
}

extension DatastorePath: CustomStringConvertible {
    var description: String { path.isEmpty ? "[\(datastore)]" : "[\(datastore)] \(path)" }
}
