import Foundation
import Simulator
import Testing

@Suite struct LocalFileCopyTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

    private func blocks(_ url: URL) -> Int64 {
        var status = stat()
        return stat(url.path, &status) == 0 ? Int64(status.st_blocks) * 512 : -1
    }

    @Test func holesStayHoles() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (source, target) = (folder.appendingPathComponent("disk"), folder.appendingPathComponent("copy"))
        let size: UInt64 = 8 << 30
        #expect(FileManager.default.createFile(atPath: source.path, contents: nil))
        let handle = try FileHandle(forWritingTo: source)
        let marks: [UInt64: String] = [0: "first", 3 << 30: "middle", size - 4: "last"]
        for (offset, text) in marks {
            try handle.seek(toOffset: offset)
            try handle.write(contentsOf: Data(text.utf8))
        }
        try handle.close()

        try LocalFile.copy(source, to: target)

        let copy = try FileHandle(forReadingFrom: target)
        for (offset, text) in marks {
            try copy.seek(toOffset: offset)
            #expect(try copy.read(upToCount: text.utf8.count) == Data(text.utf8))
        }
        #expect(try copy.seekToEnd() == size)
        #expect(blocks(target) < 16 << 20)
        #expect(throws: CocoaError.self) { try LocalFile.copy(source, to: target) }
        #expect(throws: CocoaError.self) { try LocalFile.copy(folder.appendingPathComponent("none"), to: target) }
    }

    @Test func anEmptyFileAndAFolder() throws {
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("a"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data().write(to: folder.appendingPathComponent("a/empty"))
        try LocalFile.copy(folder.appendingPathComponent("a"), to: folder.appendingPathComponent("b"))
        try LocalFile.copy(folder.appendingPathComponent("b/empty"), to: folder.appendingPathComponent("c"))
        #expect(try Data(contentsOf: folder.appendingPathComponent("c")).isEmpty)
    }
}
