import XML

/// One SOAP 1.1 call of a vim25 method.
struct SOAPRequest: Sendable {
    static let envelope = "http://schemas.xmlsoap.org/soap/envelope/"
    static let vim = "urn:vim25"
    /// Of methods that VMware's own clients call and the API reference leaves out.
    static let internalVim = "urn:internalvim25"
    static let internalMethods: Set = ["QueryVirtualDiskInfo_Task"]
    /// Storage policies.
    static let pbm = "urn:pbm"

    /// The method's element: the child of Body.
    var body: Element
    var method: String { body.name }
    /// The managed object that is called.
    var receiver: ManagedObjectReference
    /// A session key in the header, which some clients send in place of a cookie.
    var sessionKey: String?

    /// - Throws: ``VimFault`` with type `InvalidRequest`.
    init(
        _ bytes: some Sequence<UInt8>, limits: ParserLimits, namespace: String = SOAPRequest.vim
    ) throws(VimFault) {
        let root: Element
        do {
            root = try Document(parsing: bytes, limits: limits).root
        } catch {
            throw .invalidRequest("The request is not acceptable XML: \(error)")
        }
        guard root.name == "Envelope", root.namespace == SOAPRequest.envelope else {
            throw .invalidRequest("The request is not a SOAP 1.1 envelope")
        }
        let headers = root.elements.filter { $0.name == "Header" && $0.namespace == SOAPRequest.envelope }
        let bodies = root.elements.filter { $0.name == "Body" && $0.namespace == SOAPRequest.envelope }
        guard bodies.count == 1, headers.count <= 1, bodies[0].elements.count == 1, let body = bodies[0].elements.first
        else {
            throw .invalidRequest("The envelope must have one Body with one element")
        }
        for header in headers.flatMap(\.elements) {
            if header.name == "vcSessionCookie" { sessionKey = header.text }
            if let must = header.attribute("mustUnderstand", namespace: SOAPRequest.envelope),
                must == "1" || must == "true",
                header.namespace != SOAPRequest.vim
            {
                throw .invalidRequest("The header \(header.name) is not understood")
            }
        }
        let isInternal = namespace == SOAPRequest.vim && body.namespace == SOAPRequest.internalVim
            && SOAPRequest.internalMethods.contains(body.name)
        guard body.namespace == namespace || isInternal else {
            throw .invalidRequest("The method is not in the namespace \(namespace)")
        }
        guard let this = body.first("_this") else { throw .invalidRequest("The method has no _this") }
        self.body = body.withoutForeignAttributes
        if isInternal { self.body.move(to: namespace) }
        receiver = try ManagedObjectReference(this)
    }

    func argument(_ name: String) -> Element? { body.first(name) }
    func arguments(_ name: String) -> [Element] { body.all(name) }
    func text(_ name: String) -> String? { body.first(name)?.text }

    /// False if it is not there.
    /// - Throws: ``VimFault`` with type `InvalidArgument`.
    func flag(_ name: String) throws(VimFault) -> Bool { try body.flag(name) }

    /// - Throws: ``VimFault`` with type `InvalidArgument`.
    func reference(_ name: String) throws(VimFault) -> ManagedObjectReference? {
        guard let element = body.first(name) else { return nil }
        return try ManagedObjectReference(element)
    }

    /// - Throws: ``VimFault`` with type `InvalidArgument`.
    func required(_ name: String) throws(VimFault) -> Element {
        guard let element = body.first(name) else { throw .invalidArgument(name, "The argument \(name) is missing") }
        return element
    }
}

extension Element {
    /// A child that is an `xsd:boolean`; false if it is not there.
    /// - Throws: ``VimFault`` with type `InvalidArgument`.
    func flag(_ name: String) throws(VimFault) -> Bool {
        switch first(name)?.text {
        case "true", "1": return true
        case nil, "false", "0": return false
        default: throw .invalidArgument(name, "\(name) is neither true nor false")
        }
    }

    /// A child that is an `xsd:int` of at least `least`; nil if it is not there.
    /// - Throws: ``VimFault`` with type `InvalidArgument`.
    func number(_ name: String, atLeast least: Int32) throws(VimFault) -> Int? {
        guard let text = first(name)?.text else { return nil }
        guard let number = Int32(text), number >= least else {
            throw .invalidArgument(name, "\(name) must be a number from \(least) to \(Int32.max)")
        }
        return Int(number)
    }
}
