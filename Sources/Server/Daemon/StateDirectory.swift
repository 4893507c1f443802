import Foundation
import Store

/// A daemon's state directory, read by another process; the daemon may be running.
public enum StateDirectory {
    /// Opens the database that is there. It is not to be closed: that would write.
    /// - Throws: ``StartError`` with status `noInput` if there is none.
    public static func open(_ directory: URL) throws(StartError) -> Store {
        let file = directory.appendingPathComponent("dragoman.sqlite")
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw StartError(
                .noInput, "\(directory.path): there is no database here; --state says where the daemon keeps it")
        }
        return try Daemon.open(directory)
    }
}
