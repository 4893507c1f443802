import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Holds the state directory for one daemon; the system lets go of it when the process ends, however it ends.
final class StateLock: Sendable {
    private let descriptor: Int32

    /// Makes the directory if it is missing.
    /// - Throws: ``StartError`` with status `temporary` if another daemon holds it, `cannotCreate` if it cannot be made.
    init(_ directory: URL) throws(StartError) {
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StartError(
                .cannotCreate, "\(directory.path): the state directory cannot be made: \(error.localizedDescription)")
        }
        let file = directory.appendingPathComponent("lock")
        descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StartError(.cannotCreate, "\(file.path): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StartError(.temporary, "\(directory.path): another dragoman is running with this state directory")
        }
    }

    deinit {
        close(descriptor)
    }
}
