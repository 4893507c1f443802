import XML

/// An error as libvirt reports it.
public struct LibvirtError: Error, Hashable, CustomStringConvertible {
    /// virErrorNumber, as far as it is used here.
    public enum Code: Int, Sendable {
        case internalError = 1
        case noSupport = 3
        case invalidArgument = 8
        case operationFailed = 9
        case noTarget = 20
        case xml = 27
        case system = 38
        case rpc = 39
        case noDomain = 42
        case noNetwork = 43
        case noPool = 49
        case noVolume = 50
        case operationInvalid = 55
        case configUnsupported = 67
        case noSnapshot = 72
        case argumentUnsupported = 74
        case revertRisky = 79
        case operationUnsupported = 84
        case agentUnresponsive = 86
        case volumeExists = 90
        case deviceMissing = 99
    }

    /// virErrorDomain: the driver that the error comes from.
    public enum Domain: Int, Sendable {
        case rpc = 7
        case qemu = 10
        case storage = 18
        case network = 19
        case domain = 20
        case snapshot = 35
    }

    public var code: Code
    public var domain: Domain
    public var message: String

    public init(_ code: Code, _ message: String, domain: Domain = .qemu) {
        self.code = code
        self.message = message
        self.domain = domain
    }

    public var description: String { message }

    static func xml(_ message: String) -> LibvirtError {
        LibvirtError(.xml, "XML error: \(message)", domain: .domain)
    }

    /// An operation that the object's present state forbids.
    static func invalid(_ message: String) -> LibvirtError {
        LibvirtError(.operationInvalid, "Requested operation is not valid: \(message)")
    }

    static func argument(_ message: String) -> LibvirtError {
        LibvirtError(.invalidArgument, "invalid argument: \(message)")
    }

    static func flags(_ flags: Int, of procedure: String) -> LibvirtError {
        LibvirtError(.argumentUnsupported, "unsupported flags (0x\(String(flags, radix: 16))) in function \(procedure)")
    }

    /// The error in the abstract form.
    var document: Document {
        var error = Element.v("error", ["code": String(code.rawValue), "domain": String(domain.rawValue)])
        error.append(Element("message", namespace: Libvirt.namespace, text: message))
        return Document(error)
    }
}
