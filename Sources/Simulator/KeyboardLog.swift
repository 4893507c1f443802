import Foundation

/// What was typed on the keyboards of a simulated host's machines, below the host's folder: a line for each stroke or
/// call, with the time, the machine as its platform names it, and the codes as the platform takes them.
public enum KeyboardLog {
    /// A file that has grown beyond so many bytes begins anew.
    private static let limit = 1 << 20

    /// - Throws: a `CocoaError` if the file cannot be written.
    public static func append(_ strokes: [String], of machine: String, below directory: URL) throws {
        let folder = directory.appendingPathComponent("log")
        let file = folder.appendingPathComponent("keyboard.log")
        let time = Date().formatted(.iso8601)
        let lines = strokes.map { "\(time) \(machine) \($0)\n" }.joined()
        if let handle = try? FileHandle(forWritingTo: file), try handle.seekToEnd() < limit {
            try handle.write(contentsOf: Array(lines.utf8))
            return try handle.close()
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try NativeFile.write(lines, to: file)
    }
}
