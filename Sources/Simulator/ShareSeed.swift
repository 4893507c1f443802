import Foundation

/// Storage that several simulated hosts of a platform mount under one name.
public struct ShareSeed: Sendable {
    /// The server that all shares are told to be on.
    public static let server = "storage.example.org"

    public var name: String
    /// The same for all hosts.
    public var uuid: String
    /// Where its files are.
    public var directory: URL

    /// Makes the folder that stands for the mount: a link to the files that all its hosts have.
    /// - Throws: a `CocoaError`.
    public func mount(at folder: URL) throws {
        let files = FileManager.default
        try files.createDirectory(at: directory, withIntermediateDirectories: true)
        try files.createDirectory(at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
        if files.fileExists(atPath: folder.path) { return }
        try files.createSymbolicLink(at: folder, withDestinationURL: directory.resolvingSymlinksInPath())
    }
}

extension DatastoreSeed {
    /// Makes the folder of its files.
    /// - Throws: a `CocoaError`.
    public func makeFolder(_ folder: URL) throws {
        if let share { return try share.mount(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
}
