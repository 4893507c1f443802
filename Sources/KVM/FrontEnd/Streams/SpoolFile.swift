import Foundation
import Hosts
import Simulator

/// Where a stream is kept; the file goes with the last who knows it.
final class SpoolFile: Sendable {
    /// Bytes of the file system that are left to others.
    private static let reserve: UInt64 = 256 << 20

    private let url: URL
    private let descriptor: Int32

    /// - Throws: ``RemoteError`` when no file can be made there.
    init(in folder: URL) throws(RemoteError) {
        url = folder.appendingPathComponent("\(UUID().uuidString).stream")
        descriptor = open(url.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw RemoteError(38, 38, "the stream cannot be kept: \(errno)") }
    }

    deinit {
        close(descriptor)
        unlink(url.path)
    }

    /// - Throws: ``RemoteError`` when the file system has no room for it.
    func write(_ bytes: [UInt8], at offset: Int64) throws(RemoteError) {
        var system = statvfs()
        guard fstatvfs(descriptor, &system) == 0,
            UInt64(system.f_bavail) * UInt64(system.f_frsize) >= SpoolFile.reserve + UInt64(bytes.count)
        else { throw RemoteError(38, 38, "there is no room to keep the stream") }
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset) + off_t(done))
            }
            guard written > 0 else { throw RemoteError(38, 38, "the stream cannot be kept: \(errno)") }
            done += written
        }
    }

    /// The whole of it, for reading.
    /// - Parameter size: bytes.
    func content(size: Int64) throws -> HostFile {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw RemoteError(38, 38, "the stream cannot be kept: \(errno)") }
        return try LocalFile.open(url)
    }
}
