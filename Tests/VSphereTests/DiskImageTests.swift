import Hosts
import Testing

@testable import VSphere

/// QCOW2 images as their specification lays them out (docs/interop/qcow2.rst in QEMU).
@Suite struct DiskImageTests {
    private static let cluster = 1 << 16

    private func big<N: FixedWidthInteger>(_ number: N) -> [UInt8] { StreamVMDK.little(number).reversed() }

    private func file(_ content: [UInt8], format: String? = "qcow2") -> HostFile {
        var file = HostFile(size: Int64(content.count), modified: nil) { offset, count in
            Array(content.dropFirst(Int(offset)).prefix(count))
        }
        file.format = format
        return file
    }

    /// One whose third cluster holds sevens: header, first table, second table, data.
    private func image(
        size: UInt64 = 5 << 16, backing: UInt64 = 0, first: UInt64 = 1 << 16, entries: UInt32 = 1,
        flags: UInt64 = 1 << 63, features: UInt64 = 0
    ) -> [UInt8] {
        var bytes = [0x51, 0x46, 0x49, 0xfb] + big(UInt32(3)) + big(backing) + big(UInt32(0)) + big(UInt32(16))
        bytes += big(size) + big(UInt32(0)) + big(entries) + big(first)
        bytes += big(UInt64(0)) + big(UInt32(0)) + big(UInt32(0)) + big(UInt64(0)) + big(features)
        bytes += [UInt8](repeating: 0, count: Self.cluster - bytes.count)
        bytes += big(UInt64(2 << 16) | 1 << 63) + [UInt8](repeating: 0, count: Self.cluster - 8)
        var table = [UInt8](repeating: 0, count: Self.cluster)
        table.replaceSubrange(16..<24, with: big(UInt64(3 << 16) | flags))
        return bytes + table + [UInt8](repeating: 7, count: Self.cluster)
    }

    @Test func blocksAreFoundThroughTheTables() async throws {
        let disk = try await DiskImage.blocks(of: file(image()))
        #expect(disk.size == 5 << 16)
        let bytes = try await disk.read(from: (2 << 16) - 3, count: Self.cluster + 6)
        #expect(bytes == [0, 0, 0] + [UInt8](repeating: 7, count: Self.cluster) + [0, 0, 0])
        #expect(try await disk.read(from: (5 << 16) - 2, count: 10) == [0, 0])
    }

    @Test func plainBlocksAreThemselvesWhateverTheGuestWrote() async throws {
        let plain = image()
        let disk = try await DiskImage.blocks(of: file(plain, format: nil))
        #expect(try await disk.read(from: 0, count: plain.count) == plain)
    }

    @Test func whatIsNoImageIsRefused() async {
        let content = [UInt8](repeating: 9, count: 300)
        await #expect(throws: DiskImage.FormatError.self) { try await DiskImage.blocks(of: file(content)) }
    }

    @Test func featuresThatChangeTheContentAreRefused() async throws {
        _ = try await DiskImage.blocks(of: file(image(features: 1)))
        for bit in 1..<64 {
            await #expect(throws: DiskImage.FormatError.self) {
                try await DiskImage.blocks(of: file(image(features: 1 << UInt64(bit))))
            }
        }
    }

    @Test func aHostThatTellsNonsenseIsRefused() async {
        for size in [Int64.max, 1 << 49, -1] {
            let disk = HostFile(size: size, modified: nil) { _, count in [UInt8](repeating: 1, count: count) }
            await #expect(throws: HostError.self) { try await DiskImage.blocks(of: disk).read(from: 0, count: 1) }
            await #expect(throws: HostError.self) { _ = try await StreamVMDK.write(disk, name: "disk.vmdk") { _ in } }
        }
        let long = HostFile(size: 1 << 16, modified: nil) { _, count in [UInt8](repeating: 1, count: count + 1) }
        await #expect(throws: HostError.self) { _ = try await StreamVMDK.write(long, name: "disk.vmdk") { _ in } }
    }

    @Test func anImageOnTopOfAnotherIsRefused() async {
        await #expect(throws: DiskImage.FormatError.self) { try await DiskImage.blocks(of: file(image(backing: 512))) }
    }

    @Test func aCompressedClusterIsRefused() async throws {
        let disk = try await DiskImage.blocks(of: file(image(flags: 1 << 62)))
        await #expect(throws: DiskImage.FormatError.self) { try await disk.read(from: 2 << 16, count: 1) }
    }

    @Test func tablesBeyondTheEndHoldNothing() async throws {
        let disk = try await DiskImage.blocks(of: file(image(first: .max)))
        #expect(try await disk.read(from: 2 << 16, count: 4) == [0, 0, 0, 0])
    }

    @Test func aSizeThatNoDiskHasIsRefused() async {
        await #expect(throws: DiskImage.FormatError.self) { try await DiskImage.blocks(of: file(image(size: 1 << 60))) }
    }
}
