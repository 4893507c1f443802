import Foundation
import Synchronization

/// Files of a simulated host's data store.
public enum NativeFile {
    /// Two writers of one file have a temporary file each; a restart begins anew, and so overwrites what a crash left.
    private static let writes = Mutex(0)

    /// Replaces a file so that a crash leaves either the old content or the new: a temporary file beside it is written,
    /// synchronised to the disk and renamed.
    public static func write(_ bytes: some Sequence<UInt8>, to url: URL) throws {
        let directory = url.deletingLastPathComponent()
        let number = writes.withLock { writes in
            writes += 1
            return writes
        }
        let temporary = directory.appendingPathComponent(".\(url.lastPathComponent).new\(number)")
        let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(temporary) }
        defer { close(descriptor) }
        let content = Array(bytes)
        var written = 0
        while written < content.count {
            let count = content[written...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure(temporary) }
            written += count
        }
        guard fsync(descriptor) == 0, rename(temporary.path, url.path) == 0 else { throw failure(url) }
    }

    public static func write(_ text: String, to url: URL) throws {
        try write(text.utf8, to: url)
    }

    public static func read(_ url: URL) throws -> [UInt8] {
        Array(try Data(contentsOf: url))
    }

    private static func failure(_ url: URL) -> CocoaError {
        CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: url.path, "errno": errno])
    }
}
