import Agents
import Bus
import XML

/// One call of a client: the request, who calls, and where what it names is found.
struct Call: Sendable {
    var request: SOAPRequest
    var session: VimSession?
    var address: String
    /// What the client calls itself.
    var agent = ""
    /// The host and port that it called.
    var authority = ""
    /// Whether the client is still there.
    var isConnected: @Sendable () -> Bool
    var presentation: Presentation

    /// - Throws: ``VimFault`` with type `NotAuthenticated`.
    func authenticated() throws(VimFault) -> VimSession {
        guard let session else {
            var fault = VimFault("NotAuthenticated", "The session is not authenticated.")
            fault.fields = [
                .init(name: "object", value: request.receiver.value, reference: request.receiver.type),
                .init(name: "privilegeId", value: "System.View", reference: nil),
            ]
            throw fault
        }
        return session
    }

    func objects() throws(VimFault) -> SessionObjects {
        SessionObjects(session: try authenticated(), presentation: presentation)
    }

    /// - Throws: ``VimFault`` with type `NotAuthenticated`, `ManagedObjectNotFound` or `InvalidArgument`.
    func collector() throws(VimFault) -> PropertyCollector {
        try authenticated().collector(request.receiver)
    }
}

/// The answer to a call: the envelope, and what the transport has to set.
struct Answer: Sendable {
    var body: [UInt8]
    /// The session whose cookie is given out.
    var login: VimSession?
    var isFault = false

    init(_ body: [UInt8], login: VimSession? = nil, isFault: Bool = false) {
        self.body = body
        self.login = login
        self.isFault = isFault
    }

    static func reply(
        to call: Call, _ body: (inout SOAPWriter) throws(VimFault) -> Void = { _ throws(VimFault) in }
    ) throws(VimFault) -> Answer {
        Answer(try SOAPWriter.response(to: call.request.method, body))
    }

    static func fault(_ fault: VimFault) -> Answer {
        Answer(SOAPWriter.fault(fault), isFault: true)
    }
}
