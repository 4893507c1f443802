import Foundation

extension LocalFile {
    /// Copies a file or a folder; the holes of a file stay holes, whatever its size.
    /// - Throws: a `CocoaError`; then nothing is left of the copy of a file.
    public static func copy(_ source: URL, to target: URL) throws {
        var status = stat()
        guard stat(source.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return try FileManager.default.copyItem(at: source, to: target)
        }
        let from = Foundation.open(source.path, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else { throw failure(.fileReadUnknown, source) }
        defer { close(from) }
        let to = Foundation.open(target.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
        guard to >= 0 else { throw failure(errno == EEXIST ? .fileWriteFileExists : .fileWriteUnknown, target) }
        defer { close(to) }
        do {
            try copy(from, to, size: status.st_size, target)
        } catch {
            unlink(target.path)
            throw error
        }
    }

    private static func copy(_ from: Int32, _ to: Int32, size: off_t, _ target: URL) throws {
        // SEEK_DATA, SEEK_HOLE
        let (data, hole): (Int32, Int32) = (3, 4)
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        var place = lseek(from, 0, data)
        while place >= 0 {
            let end = lseek(from, place, hole)
            guard end >= 0 else { throw failure(.fileReadUnknown, target) }
            while place < end {
                let count = pread(from, &bytes, min(bytes.count, Int(end - place)), place)
                guard count > 0 else { throw failure(.fileReadUnknown, target) }
                guard pwrite(to, bytes, count, place) == count else {
                    throw failure(errno == ENOSPC ? .fileWriteOutOfSpace : .fileWriteUnknown, target)
                }
                place += off_t(count)
            }
            place = lseek(from, end, data)
        }
        // ENXIO: there is no more.
        guard errno == ENXIO else { throw failure(.fileReadUnknown, target) }
        guard ftruncate(to, size) == 0 else { throw failure(.fileWriteUnknown, target) }
    }

    private static func failure(_ code: CocoaError.Code, _ file: URL) -> CocoaError {
        CocoaError(code, userInfo: [NSFilePathErrorKey: file.path])
    }
}
