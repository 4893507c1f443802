import Foundation
import HTTPTypes
import NIOCore
import Synchronization

/// The calls that read a few objects whose properties are kept ready: they are answered at once, on the connection's
/// thread.
public final class ShortCalls: Sendable {
    /// A whole response.
    public struct Response: Sendable {
        public var head: HTTPResponse
        public var body: ByteBuffer
    }

    /// Bytes of a request's body; longer ones are no short calls.
    public static let longest = 8 << 10

    private let frontEnd: VSphereFrontEnd
    /// The date for the responses of one second.
    private let date = Mutex<(second: Int, text: String)>((0, ""))

    public init(_ frontEnd: VSphereFrontEnd) { self.frontEnd = frontEnd }

    /// Whether a request may be a short call, as far as its head tells.
    public func mayBeShort(_ head: HTTPRequest) -> Bool {
        guard head.method == .post, let path = head.path, VSphereFrontEnd.paths.contains(path),
            !head.headerFields.contains(.expect), !head.headerFields.contains(.connection)
                || head.headerFields[.connection]?.lowercased() == "keep-alive"
        else { return false }
        return head.headerFields[.contentLength].map { Int($0).map { $0 <= Self.longest } ?? false } ?? true
    }

    /// - Parameter address: where the request came from.
    /// - Returns: nil for what is no short call, or cannot be understood.
    public func answer(_ head: HTTPRequest, _ body: ByteBuffer?, from address: String) -> Response? {
        guard let body, let answer = frontEnd.answerAtOnce(head, body.readableBytesView, from: address) else { return nil }
        var response = HTTPResponse(status: answer.isFault ? .internalServerError : .ok)
        response.headerFields[.contentType] = VSphereFrontEnd.contentType
        response.headerFields[.contentLength] = String(answer.body.count)
        response.headerFields[.date] = present
        return Response(head: response, body: ByteBuffer(bytes: answer.body))
    }

    private var present: String {
        let now = Date()
        let second = Int(now.timeIntervalSince1970)
        return date.withLock { date in
            if date.second != second { date = (second, now.httpHeader) }
            return date.text
        }
    }
}
