import CZlib
import Hosts
import Simulator

/// Stream-optimised VMDK (VMware "Virtual Disk Format 5.0"): grains of 64 KiB, each compressed for itself, those that
/// hold nothing left out, and the tables that tell where they are behind them.
enum StreamVMDK {
    static let sector = 512
    /// Bytes of a grain.
    static let grain = 128 * sector
    /// Grains in a table.
    static let entries = 512
    static let magic: [UInt8] = Array("KDMV".utf8)
    /// Sectors before the first grain.
    static let overhead = 128

    enum Marker: UInt32 {
        case end = 0
        case table, directory, footer
    }

    struct FormatError: Error, CustomStringConvertible {
        var description: String
    }

    // MARK: - Writing

    /// Gives a disk's content piece by piece as a VMDK.
    /// - Returns: the bytes of the grains that hold something.
    static func write(_ disk: HostFile, name: String, to output: ([UInt8]) async throws -> Void) async throws -> Int64 {
        try disk.checkSize()
        var position = 0
        func emit(_ bytes: [UInt8]) async throws {
            var bytes = bytes
            bytes += [UInt8](repeating: 0, count: (sector - bytes.count % sector) % sector)
            try await output(bytes)
            position += bytes.count / sector
        }
        let sectors = (disk.size + Int64(sector) - 1) / Int64(sector)
        try await emit(header(sectors: sectors, directory: UInt64.max) + descriptor(sectors: sectors, name: name))
        var populated: Int64 = 0
        var directory: [UInt32] = []
        let tableBytes = Int64(entries * grain)
        for table in 0..<((disk.size + tableBytes - 1) / tableBytes) {
            var grains = [UInt32](repeating: 0, count: entries)
            let start = table * tableBytes
            let end = min(disk.size, start + tableBytes)
            var offset = start
            while offset < end {
                let data = disk.nextData(from: offset)
                offset = max(offset, data / Int64(grain) * Int64(grain))
                guard offset < end else { break }
                let bytes = try await disk.read(from: offset, count: Int(min(Int64(grain), disk.size - offset)))
                guard !bytes.isEmpty else { throw HostError(.unreadable, "the disk became shorter") }
                if !bytes.isZero {
                    let packed = try deflated(bytes + [UInt8](repeating: 0, count: grain - bytes.count))
                    guard let place = UInt32(exactly: position) else {
                        throw FormatError(description: "the disk holds more than a VMDK can")
                    }
                    grains[Int((offset - start) / Int64(grain))] = place
                    populated += Int64(grain)
                    try await emit(little(UInt64(offset / Int64(sector))) + little(UInt32(packed.count)) + packed)
                }
                offset += Int64(grain)
            }
            guard grains.contains(where: { $0 != 0 }) else {
                directory.append(0)
                continue
            }
            try await emit(marker(.table, sectors: UInt64(entries * 4 / sector)))
            directory.append(UInt32(truncatingIfNeeded: position))
            try await emit(grains.flatMap(little))
        }
        let bytes = directory.flatMap(little)
        try await emit(marker(.directory, sectors: UInt64((bytes.count + sector - 1) / sector)))
        let place = UInt64(position)
        try await emit(bytes)
        try await emit(marker(.footer, sectors: 1))
        try await emit(Array(header(sectors: sectors, directory: place)))
        try await emit([UInt8](repeating: 0, count: sector))
        return populated
    }

    private static func header(sectors: Int64, directory: UInt64) -> [UInt8] {
        var bytes = magic + little(UInt32(3)) + little(UInt32(0x30001))
        bytes +=
            little(UInt64(sectors)) + little(UInt64(grain / sector)) + little(UInt64(1)) + little(UInt64(overhead - 1))
        bytes += little(UInt32(entries)) + little(UInt64(0)) + little(directory) + little(UInt64(overhead))
        bytes += [0] + Array("\n \r\n".utf8) + [1, 0]
        return bytes + [UInt8](repeating: 0, count: sector - bytes.count)
    }

    private static func descriptor(sectors: Int64, name: String) -> [UInt8] {
        let text = """
            # Disk DescriptorFile
            version=1
            CID=fffffffe
            parentCID=ffffffff
            createType="streamOptimized"

            # Extent description
            RW \(sectors) SPARSE "\(name)"

            # The Disk Data Base
            #DDB
            ddb.adapterType = "lsilogic"
            ddb.geometry.cylinders = "\(min(65535, max(1, sectors / 16065)))"
            ddb.geometry.heads = "255"
            ddb.geometry.sectors = "63"
            ddb.virtualHWVersion = "21"

            """
        let bytes = Array(text.utf8)
        return bytes + [UInt8](repeating: 0, count: (overhead - 1) * sector - bytes.count)
    }

    private static func marker(_ type: Marker, sectors: UInt64) -> [UInt8] {
        little(sectors) + little(UInt32(0)) + little(type.rawValue)
    }

    static func little<N: FixedWidthInteger>(_ number: N) -> [UInt8] {
        (0..<(N.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    static func number<N: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>, as type: N.Type = N.self) -> N {
        bytes.prefix(N.bitWidth / 8).reversed().reduce(0) { $0 << 8 | N(truncatingIfNeeded: $1) }
    }

    private static func deflated(_ bytes: [UInt8]) throws -> [UInt8] {
        var size = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(size))
        guard compress2(&packed, &size, bytes, uLong(bytes.count), 1) == Z_OK else {
            throw FormatError(description: "a grain cannot be compressed")
        }
        return Array(packed[..<Int(size)])
    }

    static func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
        var size = uLong(grain)
        var plain = [UInt8](repeating: 0, count: grain)
        guard uncompress(&plain, &size, bytes, uLong(bytes.count)) == Z_OK else {
            throw FormatError(description: "a grain of the VMDK is damaged")
        }
        return Array(plain[..<Int(size)])
    }
}
