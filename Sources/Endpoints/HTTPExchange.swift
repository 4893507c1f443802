import NIOCore
import NIOHTTP1

/// One request on a connection, and the promise of its answer.
struct HTTPExchange: Sendable {
    var head: HTTPRequestHead
    var body: ByteBuffer
    var answer: EventLoopPromise<HTTPAnswer>
}

/// What a server answered, complete.
public struct HTTPAnswer: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]
    var keepsAlive: Bool

    public func header(_ name: String) -> [String] { headers[name] }
}
