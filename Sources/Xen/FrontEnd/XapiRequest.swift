import Hummingbird

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
    /// What the client wants to have in the record of the call's task.
    var taskFields: [String: XapiValue]
    /// Whether the client is still there.
    var isConnected: @Sendable () -> Bool

    /// XAPI takes members of the task's `other_config` in such headers (ocaml/xapi/context.ml, `get_http_other_config`).
    private static let taskField = (header: "x-http-other-config-", name: "other_config")

    static func taskFields(_ headers: HTTPFields) -> [String: XapiValue] {
        let members = headers.filter { $0.name.canonicalName.hasPrefix(taskField.header) }.map {
            XapiValue.Member(
                name: String($0.name.canonicalName.dropFirst(taskField.header.count)), value: .string($0.value))
        }
        return members.isEmpty ? [:] : [taskField.name: .structure(members)]
    }

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
