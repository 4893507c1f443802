import Foundation
import Generic
import HTTPTypes
import Hummingbird
import NIOCore

/// Why a request for a file is refused.
struct FolderFault: Error, Sendable {
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")

    var status: HTTPResponse.Status
    /// For people.
    var message: String

    init(_ status: HTTPResponse.Status, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ fault: Fault) {
        let status: HTTPResponse.Status =
            switch fault.code {
            case .fileNotFound, .notFound: .notFound
            case .fileExists, .busy, .conflict, .invalidState, .invalidPowerState: .conflict
            case .invalidArgument: .badRequest
            case .noPermission: .forbidden
            case .notAuthenticated, .invalidLogin: .unauthorized
            case .notSupported: .notImplemented
            case .insufficientResources: FolderFault.insufficientStorage
            case .hostUnavailable, .timeout: .serviceUnavailable
            default: .internalServerError
            }
        self.init(status, fault.message)
    }

    var response: Response {
        var headers: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
        if status == .unauthorized { headers[.wwwAuthenticate] = "Basic realm=\"VMware HTTP server\"" }
        // What of the request's content was not read stands in the way of the next request.
        if status != .notFound { headers[.connection] = "close" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: message + "\n")))
    }
}

extension String {
    var urlEncoded: String {
        addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~"))) ?? self
    }

    var htmlEscaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
            "\"", with: "&quot;")
    }
}

extension Date {
    /// As HTTP's headers have it (RFC 9110, 5.6.7).
    var httpHeader: String {
        let style = Date.VerbatimFormatStyle(
            format: """
                \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \
                \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT
                """,
            locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
        return formatted(style)
    }
}
