import XML

/// Why a method was not carried out: a return value of Hyper-V's, or a WS-Management fault.
struct NativeFault: Error, Hashable {
    /// Return values of the v2 namespace.
    enum ReturnValue: Int, Sendable {
        case failed = 32768
        case accessDenied, notSupported, unknownStatus, timeout, invalidParameter, inUse, invalidState
        case incorrectType, notAvailable, outOfMemory, fileNotFound
    }

    /// HRESULTs of Win32 errors, as a failed job's ErrorCode has them.
    enum Win32: Int, Sendable {
        case fileNotFound = 2_147_942_402
        case sharingViolation = 2_147_942_432
        case fileExists = 2_147_942_480
        case diskFull = 2_147_942_512
    }

    var returnValue: Int?
    /// The subcode of a WS-Management fault, with its usual prefix.
    var code: String?
    var message: String
    var errorCode: Int?
    var parameter: String?
    var path: String?
    /// The EnabledState of the machine concerned.
    var enabledState: Int?
    var isJob = false

    init(_ value: ReturnValue, _ message: String) {
        returnValue = value.rawValue
        self.message = message
    }

    init(returnValue: Int, _ message: String, path: String) {
        self.returnValue = returnValue
        self.message = message
        self.path = path
    }

    init(code: String, _ message: String) {
        self.code = code
        self.message = message
    }

    static func parameter(_ name: String, _ message: String) -> NativeFault {
        var fault = NativeFault(.invalidParameter, message)
        fault.parameter = name
        return fault
    }

    static func state(_ state: Int, _ message: String) -> NativeFault {
        var fault = NativeFault(.invalidState, message)
        fault.enabledState = state
        return fault
    }

    static func file(_ value: ReturnValue, _ error: Win32, _ path: String, _ message: String) -> NativeFault {
        var fault = NativeFault(value, message)
        fault.errorCode = error.rawValue
        fault.path = path
        return fault
    }

    static func noInstance(_ what: String) -> NativeFault {
        NativeFault(code: "w:InvalidSelectors", "There is no instance that the selectors name: \(what).")
    }

    func document(className: String, method: String) -> Document {
        var element = Element("fault", namespace: wmi, attributes: ["class": className, "method": method])
        element["returnValue"] = returnValue.map(String.init)
        element["code"] = code
        if isJob { element["jobState"] = "10" }
        element["errorCode"] = errorCode.map(String.init)
        element["parameter"] = parameter
        element["path"] = path
        element["enabledState"] = enabledState.map(String.init)
        element.append(Element("message", namespace: wmi, text: message))
        return Document(element)
    }
}
