import Hosts
import NIOCore

/// A stream to the client: a part of a file, piece by piece, as fast as the client reads.
struct Outflow: Sendable {
    typealias Writer = @Sendable (WireMessage) async throws -> Void

    let call: WireMessage
    let file: HostFile
    /// Bytes of the file.
    let part: Range<Int64>
    /// Whether zeros may be told as a hole.
    let mayHaveHoles: Bool

    /// - Parameter length: bytes; 0: up to the file's end.
    init(_ call: WireMessage, _ file: HostFile, offset: Int64, length: Int64, mayHaveHoles: Bool) {
        self.call = call
        self.file = file
        let start = min(max(0, offset), file.size)
        let rest = file.size - start
        part = start..<(start + (length > 0 ? min(length, rest) : rest))
        self.mayHaveHoles = mayHaveHoles
    }

    /// Sends the part, and after it the empty message that says so.
    /// - Parameter isWanted: whether the client has not put an end to it.
    /// - Throws: what the file or the writer throws.
    func send(while isWanted: @Sendable () -> Bool, _ write: Writer) async throws {
        var offset = part.lowerBound
        while offset < part.upperBound {
            guard isWanted() else { return }
            let data = mayHaveHoles ? min(file.nextData(from: offset), part.upperBound) : offset
            if data > offset {
                var hole = ByteBuffer()
                hole.writeInteger(data - offset)
                hole.writeInteger(UInt32(0))
                try await write(call.answer(.streamHole, .more, hole))
                offset = data
                continue
            }
            let count = Int(min(Int64(WireMessage.longestPart), part.upperBound - offset))
            let bytes = try await withTaskExecutorPreference(globalConcurrentExecutor) { [offset] in
                try await file.read(from: offset, count: count)
            }
            guard !bytes.isEmpty else { throw HostError(.unreadable, "the file became shorter") }
            guard isWanted() else { return }
            try await write(call.answer(.stream, .more, ByteBuffer(bytes: bytes)))
            offset += Int64(bytes.count)
        }
        if isWanted() { try await write(call.answer(.stream, .more)) }
    }
}
