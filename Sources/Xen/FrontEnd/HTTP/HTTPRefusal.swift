import Hummingbird

/// Why a request that is no call is not served.
struct HTTPRefusal: Error {
    var status: HTTPResponse.Status
    /// What the client's user reads.
    var reason: String

    init(_ status: HTTPResponse.Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    /// As XAPI says what went wrong with a request: its code and parameters, in a page.
    init(_ error: XapiError) {
        self.init(.internalServerError, HTTPRefusal.text(error))
    }

    static func text(_ error: XapiError) -> String {
        "\(error.code): [ \(error.parameters.joined(separator: "; ")) ]"
    }

    static let unauthorised = HTTPRefusal(
        .unauthorized, "Please provide your credentials: a name and a password, or the session_id of a session")

    var response: Response {
        var response = XapiFrontEnd.page(status, "HTTP \(status.code) \(status.reasonPhrase)", reason)
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Basic realm=\"XenAPI\"" }
        return response
    }
}
