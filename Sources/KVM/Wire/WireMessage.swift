import NIOCore

/// One message of libvirt's wire: its header, and the payload that is yet to be read.
struct WireMessage: Sendable, Hashable {
    enum Kind: Int32, Sendable {
        case call = 0
        case reply = 1
        /// Told without being asked.
        case event = 2
        case stream = 3
        case callWithFiles = 4
        case replyWithFiles = 5
        /// A hole in the data of a stream.
        case streamHole = 6
    }

    enum Status: Int32, Sendable {
        case ok = 0
        case error = 1
        /// More of the stream follows.
        case more = 2
    }

    var program: UInt32
    var version: UInt32
    var procedure: Int32
    var kind: Kind
    /// Which call a reply or a part of a stream belongs to.
    var serial: UInt32
    var status: Status = .ok
    var payload = ByteBuffer()

    /// Bytes of a message's length and header.
    static let headerBytes = 28
    /// The longest message, its length included.
    static let longest = (32 << 20) + 4
    /// The most bytes of one part of a stream.
    static let longestPart = 262_120

    /// The answer to this message, or the next part of the stream that it began.
    func answer(_ kind: Kind = .reply, _ status: Status = .ok, _ payload: ByteBuffer = ByteBuffer()) -> WireMessage {
        WireMessage(
            program: program, version: version, procedure: procedure, kind: kind, serial: serial, status: status,
            payload: payload)
    }
}
