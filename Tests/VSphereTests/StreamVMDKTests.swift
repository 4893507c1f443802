import Hosts
import Testing

@testable import VSphere

@Suite struct StreamVMDKTests {
    private func file(_ content: [UInt8]) -> HostFile {
        HostFile(size: Int64(content.count), modified: nil) { offset, count in
            Array(content.dropFirst(Int(offset)).prefix(count))
        }
    }

    private func packed(_ disk: HostFile) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try await StreamVMDK.write(disk, name: "disk.vmdk") { bytes += $0 }
        return bytes
    }

    private func unpacked(_ vmdk: [UInt8], size: Int, pieces: Int) throws -> (disk: [UInt8], reader: StreamVMDKReader) {
        var disk = [UInt8](repeating: 0, count: size)
        var reader = StreamVMDKReader()
        for start in stride(from: 0, to: vmdk.count, by: pieces) {
            try reader.take(Array(vmdk[start..<min(vmdk.count, start + pieces)])) { offset, bytes in
                disk.replaceSubrange(Int(offset)..<Int(offset) + bytes.count, with: bytes)
            }
        }
        return (disk, reader)
    }

    private func content(grains: Int) -> [UInt8] {
        var content = [UInt8](repeating: 0, count: grains * StreamVMDK.grain)
        for grain in [0, 3, grains - 1] {
            for index in 0..<777 {
                content[grain * StreamVMDK.grain + index * 7] = UInt8(truncatingIfNeeded: index + grain)
            }
        }
        return content
    }

    @Test(arguments: [511, 4096, 1 << 20]) func whatIsPackedIsUnpackedWhateverPiecesItComesIn(pieces: Int) async throws
    {
        // More than one table of grains, with one in between that holds nothing.
        let disk = content(grains: 3 * StreamVMDK.entries + 5)
        let vmdk = try await packed(file(disk))
        #expect(vmdk.count < disk.count / 100)
        let (back, reader) = try unpacked(vmdk, size: disk.count, pieces: pieces)
        #expect(back == disk)
        #expect(reader.isComplete)
        #expect(reader.capacity == Int64(disk.count))
    }

    @Test func anEmptyDiskHasNoGrains() async throws {
        let populated = try await StreamVMDK.write(.zeros(size: 1 << 40), name: "disk.vmdk") { _ in }
        #expect(populated == 0)
    }

    @Test func whatIsCutOffIsNotComplete() async throws {
        let vmdk = try await packed(file(content(grains: 8)))
        let (_, reader) = try unpacked(vmdk.dropLast(StreamVMDK.sector), size: 8 * StreamVMDK.grain, pieces: 4096)
        #expect(!reader.isComplete)
    }

    @Test(arguments: [UInt64.max, UInt64(1) << 60, UInt64(8 * 128)]) func aGrainBeyondTheEndIsRefused(sector: UInt64) async throws {
        var vmdk = try await packed(file(content(grains: 8)))
        let first = StreamVMDK.overhead * StreamVMDK.sector
        vmdk.replaceSubrange(first..<first + 8, with: StreamVMDK.little(sector))
        #expect(throws: StreamVMDK.FormatError.self) {
            try unpacked(vmdk, size: 8 * StreamVMDK.grain, pieces: 4096)
        }
    }

    @Test func aDamagedGrainIsRefused() async throws {
        var vmdk = try await packed(file(content(grains: 8)))
        let first = StreamVMDK.overhead * StreamVMDK.sector
        for index in first + 12..<first + 40 { vmdk[index] ^= 0x55 }
        #expect(throws: StreamVMDK.FormatError.self) {
            try unpacked(vmdk, size: 8 * StreamVMDK.grain, pieces: 4096)
        }
    }

    @Test func plainBlocksAreTakenAsTheyAre() throws {
        let disk = [UInt8](repeating: 7, count: 5000)
        let (back, reader) = try unpacked(disk, size: 5000, pieces: 999)
        #expect(back == disk)
        #expect(reader.isComplete)
        #expect(reader.capacity == nil)
    }
}
