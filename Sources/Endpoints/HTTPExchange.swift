import NIOCore
import NIOHTTP1

/// One request on a connection, and the promise of its answer.
struct HTTPExchange: Sendable {
    var head: HTTPRequestHead
    var body: ByteBuffer
    var answer: EventLoopPromise<HTTPAnswer>
}

/// What is written to a connection: an exchange at once, or the head of one, then its body piece by piece, then its end.
enum HTTPOutbound: Sendable {
    case exchange(HTTPExchange)
    case head(HTTPRequestHead, answer: EventLoopPromise<HTTPAnswer>)
    case piece(ByteBuffer)
    case end
}

/// What a server answered, complete.
public struct HTTPAnswer: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]
    var keepsAlive: Bool

    public func header(_ name: String) -> [String] { headers[name] }
}
