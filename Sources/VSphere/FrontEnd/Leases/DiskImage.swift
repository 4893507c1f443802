import Hosts

/// The blocks of a disk, in whichever format its host says that the file is: QCOW2 (docs/interop/qcow2.rst in
/// QEMU), or the blocks themselves.
enum DiskImage {
    struct FormatError: Error, CustomStringConvertible {
        var description: String
    }

    /// The format is never guessed: a guest can make its plain blocks look like an image.
    /// - Throws: ``FormatError`` for an image that cannot be read: encrypted, compressed, or based on another.
    static func blocks(of file: HostFile) async throws -> HostFile {
        guard file.format == "qcow2" else { return file }
        let header = try await file.read(from: 0, count: 104)
        guard header.count >= 72, header.starts(with: [0x51, 0x46, 0x49, 0xfb]) else {
            throw FormatError(description: "the file is not the QCOW2 image that it is said to be")
        }
        func number(_ offset: Int, _ size: Int) -> UInt64 {
            header[offset..<offset + size].reduce(0) { $0 << 8 | UInt64($1) }
        }
        // Incompatible features: only that the reference counts may be out of date, which nobody reads here.
        let isPlain = number(4, 4) < 3 || header.count >= 80 && number(72, 8) & ~1 == 0
        guard isPlain else { throw FormatError(description: "the image has features that are not known") }
        let bits = number(20, 4)
        guard number(8, 8) == 0, number(32, 4) == 0, (9...21).contains(bits), let size = Int64(exactly: number(24, 8)),
            size < 1 << 49
        else {
            throw FormatError(description: "the image is encrypted, or based on another one")
        }
        let cluster = Int64(1) << Int64(bits)
        let perTable = cluster / 8
        let count = Int(min(number(36, 4), 1 << 22))
        guard count > 0 else { return .zeros(size: size) }
        let first = try await file.read(from: Int64(number(40, 8) & 0x00ff_ffff_ffff_fe00), count: count * 8)
        let tables = stride(from: 0, to: first.count - 7, by: 8).map { index in
            first[index..<index + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } & 0x00ff_ffff_ffff_fe00
        }
        return HostFile(
            size: size, modified: file.modified,
            nextData: { offset in
                var table = Int(offset / (cluster * perTable))
                if table < tables.count, tables[table] != 0 { return offset }
                while table < tables.count, tables[table] == 0 { table += 1 }
                return table < tables.count ? Int64(table) * cluster * perTable : size
            }
        ) { offset, count in
            var bytes: [UInt8] = []
            let end = min(size, offset + Int64(count))
            var position = offset
            while position < end {
                let inside = position % cluster
                let length = Int(min(cluster - inside, end - position))
                let index = position / cluster
                let table = Int(index / perTable)
                var place: UInt64 = 0
                if table < tables.count, tables[table] != 0 {
                    let entry = try await file.read(from: Int64(tables[table]) + index % perTable * 8, count: 8)
                    place = entry.reduce(0) { $0 << 8 | UInt64($1) }
                }
                guard place & 1 << 62 == 0 else { throw FormatError(description: "the image is compressed") }
                let data = place & 1 == 1 ? 0 : place & 0x00ff_ffff_ffff_fe00
                var piece = data == 0 ? [] : try await file.read(from: Int64(data) + inside, count: length)
                piece += [UInt8](repeating: 0, count: length - piece.count)
                bytes += piece
                position += Int64(length)
            }
            return bytes
        }
    }
}
