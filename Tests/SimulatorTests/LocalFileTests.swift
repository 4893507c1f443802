import Foundation
import Simulator
import Testing

@Suite struct LocalFileTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

    @Test func holesOfACopyStayHoles() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (source, target) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("target"))
        try Data("start".utf8).write(to: source)
        truncate(source.path, 1 << 34)
        let handle = try FileHandle(forWritingTo: source)
        try handle.seek(toOffset: 1 << 33)
        try handle.write(contentsOf: Data("middle".utf8))
        try handle.close()
        try LocalFile.copy(source, to: target)
        var status = stat()
        #expect(stat(target.path, &status) == 0)
        #expect(status.st_size == 1 << 34)
        #expect(status.st_blocks * 512 < 1 << 20)
        let copied = try FileHandle(forReadingFrom: target)
        #expect(try copied.read(upToCount: 5) == Data("start".utf8))
        try copied.seek(toOffset: 1 << 33)
        #expect(try copied.read(upToCount: 6) == Data("middle".utf8))
        #expect(throws: CocoaError.self) { try LocalFile.copy(source, to: target) }
        #expect(throws: CocoaError.self) { try LocalFile.copy(folder.appendingPathComponent("none"), to: folder.appendingPathComponent("new")) }
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("new").path))
    }
}
