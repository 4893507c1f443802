import Foundation
import Hosts

/// A file of a simulated host, opened or written piece by piece.
public enum LocalFile {
    /// - Throws: a `CocoaError` if there is no such file.
    public static func open(_ url: URL) throws -> HostFile {
        var status = stat()
        guard stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: url.path])
        }
        let handle = try FileHandle(forReadingFrom: url)
        return HostFile(
            size: Int64(status.st_size), modified: Date(timeIntervalSince1970: TimeInterval(status.st_mtim.tv_sec)),
            nextData: { offset in
                // SEEK_DATA
                let data = lseek(handle.fileDescriptor, off_t(offset), 3)
                return data >= 0 ? Int64(data) : errno == ENXIO ? Int64.max : offset
            }
        ) { offset, count in
            var bytes = [UInt8](repeating: 0, count: count)
            var filled = 0
            while filled < count {
                let read = bytes.withUnsafeMutableBytes {
                    pread(
                        handle.fileDescriptor, $0.baseAddress?.advanced(by: filled), count - filled,
                        off_t(offset) + off_t(filled))
                }
                guard read >= 0 else { throw HostError(.unreadable, "\(url.lastPathComponent) cannot be read") }
                if read == 0 { break }
                filled += read
            }
            return Array(bytes[..<filled])
        }
    }

    /// Writes a file beside its place and moves it there once it is complete.
    /// - Throws: ``HostError`` with code `unreachable` for content that breaks off or has another length than announced,
    ///   or a `CocoaError`. Then what was there before is there still.
    public static func write(_ content: FileContent, to url: URL) async throws {
        let temporary = url.deletingLastPathComponent()
            .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString.prefix(8)).part")
        guard
            FileManager.default.createFile(
                atPath: temporary.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: url.path])
        }
        do {
            let handle = try FileHandle(forWritingTo: temporary)
            do {
                try await content.send { bytes in
                    // Zeros are left out of the file.
                    if bytes.isZero {
                        try handle.seek(toOffset: try handle.offset() + UInt64(bytes.count))
                    } else {
                        try handle.write(contentsOf: bytes)
                    }
                } skip: { count in
                    try handle.seek(toOffset: try handle.offset() + UInt64(count))
                }
                try handle.truncate(atOffset: try handle.offset())
            } catch  where !(error is CocoaError) {
                throw HostError(.unreachable, "the content broke off: \(error)")
            }
            let written = try handle.offset()
            try handle.synchronize()
            try handle.close()
            guard Int64(written) == content.size else {
                throw HostError(.unreachable, "the content has \(written) bytes instead of \(content.size)")
            }
            guard rename(temporary.path, url.path) == 0 else {
                throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: url.path])
            }
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw error
        }
    }
}

extension [UInt8] {
    /// Whether there is nothing but zeros.
    public var isZero: Bool {
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, bytes.count > 0 else { return true }
            return bytes[0] == 0 && memcmp(start, start + 1, bytes.count - 1) == 0
        }
    }
}
