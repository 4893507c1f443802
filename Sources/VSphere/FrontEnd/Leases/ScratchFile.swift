import Foundation
import HTTPTypes
import Hosts
import Simulator

/// Where a disk's content is unpacked before its host gets it.
struct ScratchFile {
    /// Bytes of the file system that are left to others.
    private static let reserve: UInt64 = 256 << 20

    private let url: URL
    private let handle: FileHandle

    /// - Throws: ``FolderFault`` when no file can be made there.
    init(in folder: URL) throws {
        url = folder.appendingPathComponent("\(UUID().uuidString).raw")
        guard FileManager.default.createFile(atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw FolderFault(.internalServerError, "The content cannot be unpacked") }
        handle = try FileHandle(forWritingTo: url)
    }

    /// - Throws: ``FolderFault`` with status 507 when the file system has no room for it.
    func write(_ bytes: [UInt8], at offset: Int64) throws {
        var system = statvfs()
        guard fstatvfs(handle.fileDescriptor, &system) == 0,
            ScratchFile.hasRoom(for: bytes.count, free: UInt64(system.f_bavail) * UInt64(system.f_frsize))
        else { throw FolderFault(FolderFault.insufficientStorage, "There is no room to unpack the content") }
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: bytes)
    }

    /// - Parameter free: bytes of the file system.
    static func hasRoom(for count: Int, free: UInt64) -> Bool { free >= reserve && free - reserve >= UInt64(count) }

    /// The whole of it, for reading.
    /// - Parameter size: bytes.
    func finish(size: Int64) throws -> HostFile {
        try handle.truncate(atOffset: UInt64(size))
        try handle.close()
        return try LocalFile.open(url)
    }

    func remove() { try? FileManager.default.removeItem(at: url) }
}
