import Foundation
import Hosts
import NIOCore
import Synchronization

/// A stream from the client. It is kept in a file of ours until it is complete: a host is told the length of a content before
/// its first byte, and a stream that breaks off leaves the volume as it was.
final class Inflow: Sendable {
    /// Carries what came to the host.
    typealias Delivery = @Sendable (FileContent) async throws(RemoteError) -> Void

    let call: WireMessage
    private let file: SpoolFile
    private let start: Int64
    /// Where what the client sends has to end.
    private let most: Int64
    private let position: Mutex<Int64>
    private let existing: HostFile
    private let deliver: Delivery

    /// - Parameters:
    ///   - existing: what the volume holds now: what the client does not send of it stays.
    ///   - length: bytes that the client may send; 0: as many as there is room for.
    ///   - room: bytes that the volume may grow by.
    init(
        _ call: WireMessage, in folder: URL, over existing: HostFile, offset: Int64, length: Int64, room: Int64,
        deliver: @escaping Delivery
    ) throws {
        self.call = call
        self.existing = existing
        self.deliver = deliver
        file = try SpoolFile(in: folder)
        start = offset
        let (limit, isBeyond) = max(existing.size, offset).addingReportingOverflow(max(0, room))
        let end = isBeyond ? Int64.max : limit
        most = length > 0 ? min(offset + min(length, Int64.max - offset), end) : end
        position = Mutex(offset)
    }

    /// Takes the next bytes.
    /// - Throws: ``RemoteError`` for more than there is room for.
    func take(_ bytes: ByteBuffer) throws(RemoteError) {
        let offset = try advance(Int64(bytes.readableBytes))
        try file.write(Array(buffer: bytes), at: offset)
    }

    /// Takes a hole: so many zeros.
    func skip(_ payload: ByteBuffer) throws(RemoteError) {
        guard let count = payload.getInteger(at: payload.readerIndex, as: Int64.self), count >= 0 else {
            throw RemoteError(39, 7, "Unable to decode message payload of a hole")
        }
        _ = try advance(count)
    }

    private func advance(_ count: Int64) throws(RemoteError) -> Int64 {
        try position.withLock { position throws(RemoteError) in
            guard count <= most - position else {
                throw RemoteError(38, 38, "cannot write to stream: No space left on device")
            }
            defer { position += count }
            return position
        }
    }

    /// Everything has come: the volume gets it.
    func finish() async throws(RemoteError) {
        let end = position.withLock { $0 }
        guard end > start else { return }
        let size = max(end, existing.size)
        do {
            try await keep(0..<min(start, existing.size))
            try await keep(min(end, existing.size)..<existing.size)
            try await deliver(FileContent(try file.content(size: size)))
        } catch let error as RemoteError {
            throw error
        } catch {
            throw RemoteError(38, 18, "the volume's content cannot be read: \(error)")
        }
    }

    /// Copies what the volume holds there.
    private func keep(_ range: Range<Int64>) async throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let data = min(existing.nextData(from: offset), range.upperBound)
            if data > offset {
                offset = data
                continue
            }
            let bytes = try await existing.read(from: offset, count: Int(min(1 << 20, range.upperBound - offset)))
            guard !bytes.isEmpty else { throw HostError(.unreadable, "the file became shorter") }
            try file.write(bytes, at: offset)
            offset += Int64(bytes.count)
        }
    }
}
