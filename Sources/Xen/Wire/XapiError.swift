import XML

/// An error as XAPI reports it: a code and its parameters.
struct XapiError: Error, Sendable, Hashable {
    var code: String
    var parameters: [String]

    init(_ code: String, _ parameters: String...) {
        self.code = code
        self.parameters = parameters
    }

    /// What `ErrorDescription` holds: the code, then the parameters. Nil if it is empty.
    init?(errorDescription: [String]) {
        guard let code = errorDescription.first else { return nil }
        self.code = code
        parameters = Array(errorDescription.dropFirst())
    }

    var errorDescription: [String] { [code] + parameters }

    static func handleInvalid(_ type: String, _ ref: String) -> XapiError { XapiError("HANDLE_INVALID", type, ref) }

    static func badPowerState(_ vm: String, expected: [String], actual: String) -> XapiError {
        XapiError(
            "VM_BAD_POWER_STATE", vm, expected.map { $0.lowercased() }.joined(separator: ", "), actual.lowercased())
    }

    static func notAllowed(_ reason: String) -> XapiError { XapiError("OPERATION_NOT_ALLOWED", reason) }

    static func invalidValue(_ field: String, _ value: String) -> XapiError { XapiError("INVALID_VALUE", field, value) }

    /// `<x:error><x:code/><x:param/>*</x:error>`
    var document: Document {
        var error = XapiValue.element("error")
        error.append(XapiValue.element("code", text: code))
        for parameter in parameters { error.append(XapiValue.element("param", text: parameter)) }
        return Document(error)
    }
}
