import Foundation

extension LocalFile {
    /// Bytes that are copied at once.
    private static let portion = 1 << 20

    /// Copies a file with its holes: a disk that is mostly empty takes as little room as it did. A folder is copied as it is.
    /// - Throws: a `CocoaError`; then there is no copy.
    public static func copy(_ source: URL, to target: URL) throws {
        var status = stat()
        guard stat(source.path, &status) == 0 else {
            throw CocoaError(.fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: source.path])
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return try FileManager.default.copyItem(at: source, to: target) }
        let from = Glibc.open(source.path, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else { throw CocoaError(.fileReadUnknown, userInfo: [NSFilePathErrorKey: source.path]) }
        defer { Glibc.close(from) }
        let to = Glibc.open(target.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
        guard to >= 0 else {
            let code: CocoaError.Code = errno == EEXIST ? .fileWriteFileExists : .fileWriteUnknown
            throw CocoaError(code, userInfo: [NSFilePathErrorKey: target.path])
        }
        defer { Glibc.close(to) }
        guard copyData(from, to, status.st_size), ftruncate(to, status.st_size) == 0 else {
            let code: CocoaError.Code = errno == ENOSPC ? .fileWriteOutOfSpace : .fileWriteUnknown
            unlink(target.path)
            throw CocoaError(code, userInfo: [NSFilePathErrorKey: target.path])
        }
    }

    /// Copies what is not a hole, and leaves out what is zero all the same.
    private static func copyData(_ from: Int32, _ to: Int32, _ size: off_t) -> Bool {
        var buffer = [UInt8](repeating: 0, count: portion)
        var offset: off_t = 0
        while offset < size {
            // SEEK_DATA, which a file system need not know.
            let data = lseek(from, offset, 3)
            if data < 0, errno == ENXIO { return true }
            offset = max(offset, data)
            let count = pread(from, &buffer, portion, offset)
            guard count >= 0 else { return false }
            if count == 0 { return true }
            if !buffer.prefix(count).allSatisfy({ $0 == 0 }) {
                guard pwrite(to, buffer, count, offset) == count else { return false }
            }
            offset += off_t(count)
        }
        return true
    }
}
