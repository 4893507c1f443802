import Foundation
import XML

/// A file of a host, opened for reading.
public struct HostFile: Sendable {
    /// Bytes that a file may have: up to 512 TiB.
    private static let sizes: Range<Int64> = 0..<(1 << 49)

    /// Bytes.
    public let size: Int64
    public let modified: Date?
    /// The image format of what a disk is stored in, as the host's own documents name it; nil for its plain blocks.
    public var format: String?
    private var reader: @Sendable (Int64, Int) async throws -> [UInt8]
    private let finder: @Sendable (Int64) -> Int64

    /// - Parameters:
    ///   - nextData: the first offset from one on before which there are zeros only; the size if that is all that follows.
    ///   - read: gives bytes from an offset, at most that many, and fewer only at the file's end.
    public init(
        size: Int64, modified: Date?, nextData: @escaping @Sendable (_ offset: Int64) -> Int64 = { $0 },
        read: @escaping @Sendable (_ offset: Int64, _ count: Int) async throws -> [UInt8]
    ) {
        self.size = size
        self.modified = modified
        finder = nextData
        reader = read
    }

    /// So many bytes that are all zero.
    public static func zeros(size: Int64) -> HostFile {
        HostFile(size: size, modified: nil, nextData: { _ in size }) { offset, count in
            [UInt8](repeating: 0, count: Int(max(0, min(Int64(count), size - offset))))
        }
    }

    /// From an offset on, there are zeros only before this one.
    public func nextData(from offset: Int64) -> Int64 { min(size, finder(offset)) }

    /// - Throws: ``HostError``, also for a size that no file has and for more bytes than were asked for.
    public func read(from offset: Int64, count: Int) async throws -> [UInt8] {
        try checkSize()
        let bytes = try await reader(offset, count)
        guard bytes.count <= count else {
            throw HostError(.unreadable, "the host gave \(bytes.count) bytes of a file where \(count) were asked for")
        }
        return bytes
    }

    /// - Throws: ``HostError`` for a size that no file has.
    public func checkSize() throws(HostError) {
        guard HostFile.sizes.contains(size) else {
            throw HostError(.unreadable, "the host tells that a file has \(size) bytes")
        }
    }

    /// The same file, of which each reading is first checked.
    public func checked(_ check: @escaping @Sendable () throws -> Void) -> HostFile {
        var copy = self
        copy.reader = { [reader] offset, count in
            try check()
            return try await reader(offset, count)
        }
        return copy
    }
}

/// What a host answers to a call that opens a file.
public enum NativeOpening: Sendable {
    case file(HostFile)
    case fault(Document)
}

/// The content of a file on its way to a host; it can be sent once.
public struct FileContent: Sendable {
    public typealias Writer = @Sendable ([UInt8]) async throws -> Void

    /// Takes a number of zeros in place of the bytes themselves.
    public typealias Skipper = @Sendable (_ count: Int64) async throws -> Void

    /// Bytes.
    public let size: Int64
    private let source: @Sendable (Writer, Skipper) async throws -> Void

    /// - Parameter send: gives the content piece by piece to a writer.
    public init(size: Int64, send: @escaping @Sendable (_ write: Writer) async throws -> Void) {
        self.size = size
        source = { write, _ in try await send(write) }
    }

    /// What a file holds.
    /// - Parameter progress: called after each piece.
    public init(_ file: HostFile, progress: @escaping @Sendable () -> Void = {}) {
        size = file.size
        source = { write, skip in
            var offset: Int64 = 0
            while offset < file.size {
                let data = file.nextData(from: offset)
                if data > offset {
                    try await skip(data - offset)
                    offset = data
                } else {
                    let bytes = try await file.read(
                        from: offset, count: Int(min(FileContent.piece, file.size - offset)))
                    guard !bytes.isEmpty else { throw HostError(.unreadable, "the file became shorter") }
                    try await write(bytes)
                    offset += Int64(bytes.count)
                }
                progress()
            }
        }
    }

    public init(_ bytes: [UInt8]) {
        self.init(size: Int64(bytes.count)) { write in try await write(bytes) }
    }

    private static let piece: Int64 = 1 << 20

    /// - Throws: what the sender or the writer throws.
    public func send(to write: Writer) async throws {
        try await send(to: write) { count in
            let zeros = [UInt8](repeating: 0, count: Int(min(count, FileContent.piece)))
            for start in stride(from: 0, to: count, by: Int64.Stride(zeros.count)) {
                try await write(Array(zeros.prefix(Int(min(count - start, FileContent.piece)))))
            }
        }
    }

    /// - Throws: what the sender, the writer or the skipper throws.
    public func send(to write: Writer, skip: Skipper) async throws { try await source(write, skip) }
}

/// What a driver does that carries no files.
extension HostDriver {
    public func openFile(_ call: Document) async throws -> NativeOpening {
        throw HostError(.unsupported, "this driver reads no files")
    }

    public func writeFile(_ call: Document, _ content: FileContent) async throws -> NativeReply {
        throw HostError(.unsupported, "this driver writes no files")
    }
}
