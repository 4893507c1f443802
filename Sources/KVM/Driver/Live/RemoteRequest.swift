import NIOCore

/// What is asked of a connection's handler.
enum RemoteRequest: Sendable {
    /// A call, whose serial the handler gives. `bytes`: the most that the stream it begins may carry to here; nil for a
    /// call that begins none, or one in the other direction.
    case call(WireMessage, bytes: Int?, answer: EventLoopPromise<RemoteAnswer>)
    /// A part of the stream that a call has begun.
    case part(WireMessage)
    /// The end of that stream, which the server confirms.
    case finish(WireMessage, answer: EventLoopPromise<RemoteAnswer>)
}

/// What a server has answered.
struct RemoteAnswer: Sendable {
    var reply: WireMessage
    /// What the stream has carried.
    var bytes: [UInt8] = []
}
