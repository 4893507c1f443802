/// A refusal in the words of the automation API: one of the errors in `services.txt`.
struct ServiceError: Error, Sendable, Hashable {
    /// The last word of the error's name: `not_found`.
    var type: String
    /// For people. Never what the client has sent.
    var message: String
    /// What the message is called.
    var messageID: String

    init(_ type: String, _ message: String, id: String? = nil) {
        self.type = type
        self.message = message
        messageID = id ?? "com.vmware.vapi.std.\(type)"
    }

    static let prefix = "com.vmware.vapi.std.errors."

    static let unauthenticated = ServiceError("unauthenticated", "This method requires authentication.")

    static func invalid(_ field: String, _ why: String) -> ServiceError {
        ServiceError("invalid_argument", "'\(field)' \(why).")
    }

    static func notFound(_ what: String) -> ServiceError {
        ServiceError("not_found", "There is no such \(what).")
    }

    static let noOperation = ServiceError("operation_not_found", "There is no such operation.")

    static let failure = ServiceError("internal_server_error", "The request cannot be carried out: internal error.")
}
