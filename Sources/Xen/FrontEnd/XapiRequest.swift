/// One call of a client as its handler gets it: named as XAPI names it, and its arguments checked.
struct XapiRequest: Sendable {
    var name: MethodName
    /// Without the session.
    var arguments: [XapiValue]
    /// Nil for what needs no login.
    var session: XapiSession?
    var address: String
    /// What the client calls itself.
    var agent: String
    /// Whether the client is still there.
    var isConnected: @Sendable () -> Bool

    /// The text of an argument; "" if there is none.
    func text(_ index: Int) -> String {
        index < arguments.count ? arguments[index].text ?? "" : ""
    }

    /// - Throws: ``XapiError`` with code `SESSION_INVALID`.
    func loggedIn() throws(XapiError) -> XapiSession {
        guard let session else { throw XapiError("SESSION_INVALID", "") }
        return session
    }
}

extension XapiSchema.Message {
    /// The arguments as the types have them, the missing last ones by their defaults.
    /// - Throws: ``XapiError`` with code `MESSAGE_PARAMETER_COUNT_MISMATCH` or `FIELD_TYPE_ERROR`.
    func checked(_ arguments: [XapiValue], of method: String) throws(XapiError) -> [XapiValue] {
        guard (fewest...parameters.count).contains(arguments.count) else {
            throw XapiError("MESSAGE_PARAMETER_COUNT_MISMATCH", method, "\(parameters.count)", "\(arguments.count)")
        }
        var checked: [XapiValue] = []
        for (index, parameter) in parameters.enumerated() {
            if index < arguments.count {
                guard let value = parameter.type.checked(arguments[index]) else {
                    throw XapiError("FIELD_TYPE_ERROR", parameter.name)
                }
                checked.append(value)
            } else if let absent = parameter.absent {
                checked.append(absent)
            }
        }
        return checked
    }
}
