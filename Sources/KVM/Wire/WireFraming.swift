import NIOCore

/// Cuts what comes in into messages. A length that no message has ends the connection before anything is kept.
struct WireDecoder: ByteToMessageDecoder {
    typealias InboundOut = WireMessage

    /// The longest message that is taken now; less until a client has logged in.
    private let longest: () -> Int

    init(longest: @escaping () -> Int = { WireMessage.longest }) { self.longest = longest }

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return .needMoreData }
        guard length >= WireMessage.headerBytes, length <= longest() else {
            throw WireError("a message of \(length) bytes")
        }
        guard var bytes = buffer.readSlice(length: Int(length)) else { return .needMoreData }
        bytes.moveReaderIndex(forwardBy: 4)
        guard let program = bytes.readInteger(as: UInt32.self), let version = bytes.readInteger(as: UInt32.self),
            let procedure = bytes.readInteger(as: Int32.self),
            let kind = bytes.readInteger(as: Int32.self).flatMap(WireMessage.Kind.init),
            let serial = bytes.readInteger(as: UInt32.self),
            let status = bytes.readInteger(as: Int32.self).flatMap(WireMessage.Status.init)
        else { throw WireError("a header with a type or status that there is not") }
        let message = WireMessage(
            program: program, version: version, procedure: procedure, kind: kind, serial: serial, status: status,
            payload: bytes)
        context.fireChannelRead(wrapInboundOut(message))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        // Half a message is none.
        while try decode(context: context, buffer: &buffer) == .continue {}
        return .needMoreData
    }
}

/// Puts length and header before each message.
struct WireEncoder: MessageToByteEncoder {
    typealias OutboundIn = WireMessage

    func encode(data: WireMessage, out: inout ByteBuffer) throws {
        let length = WireMessage.headerBytes + data.payload.readableBytes
        guard length <= WireMessage.longest else { throw WireError("a message of \(length) bytes") }
        out.reserveCapacity(minimumWritableBytes: length)
        out.writeMultipleIntegers(
            UInt32(length), data.program, data.version, data.procedure, data.kind.rawValue, data.serial,
            data.status.rawValue)
        out.writeImmutableBuffer(data.payload)
    }
}
