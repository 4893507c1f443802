import Endpoints
import Synchronization
import XML

/// One session with a vCenter or an ESXi host.
final class VimClient: Sendable {
    struct Timing: Sendable {
        /// A method's answer.
        var call = Duration.seconds(60)
        /// How long the server is to hold a WaitForUpdatesEx in which nothing happens.
        var wait = Duration.seconds(20)
        /// How much longer its answer may take.
        var grace = Duration.seconds(15)
    }

    /// What a server says about itself and where its managers are.
    struct Service: Sendable {
        var fullName: String
        var apiVersion: String
        var isVirtualCenter: Bool
        var rootFolder: ManagedObjectReference
        var propertyCollector: ManagedObjectReference
        var viewManager: ManagedObjectReference
        var sessionManager: ManagedObjectReference
        /// Nil on a server that measures nothing.
        var performanceManager: ManagedObjectReference?
        /// The whole `ServiceContent`.
        var content: Element
    }

    let endpoint: HTTPEndpoint
    let timing: Timing
    private let state = Mutex(State())

    private struct State {
        var cookie: String?
        /// As in SOAPAction; the first call has to be understood by every server.
        var version = "4.0"
    }

    init(_ endpoint: HTTPEndpoint, timing: Timing = Timing()) {
        self.endpoint = endpoint
        self.timing = timing
    }

    /// Calls a method of a managed object.
    /// - Returns: the response element.
    /// - Throws: ``VimRefusal`` or ``EndpointError``.
    func call(
        _ method: String, on this: ManagedObjectReference, _ arguments: [Element] = [], timeout: Duration? = nil
    ) async throws -> Element {
        try await call(.vim(method, [.vim("_this", this)] + arguments), timeout: timeout)
    }

    func call(_ element: Element, timeout: Duration? = nil) async throws -> Element {
        let (cookie, version) = state.withLock { ($0.cookie, $0.version) }
        var headers = [("content-type", "text/xml; charset=utf-8"), ("soapaction", "urn:vim25/\(version)")]
        if let cookie { headers.append(("cookie", cookie)) }
        let answer = try await endpoint.post(
            VimEnvelope.bytes(around: element), headers: headers, timeout: timeout ?? timing.call)
        keepCookie(of: answer)
        return try VimEnvelope.response(in: answer)
    }

    /// What the session is known by.
    var cookie: String? { state.withLock { $0.cookie } }

    private func keepCookie(of answer: HTTPAnswer) {
        for line in answer.header("set-cookie") {
            guard let pair = line.split(separator: ";").first, pair.hasPrefix("vmware_soap_session=") else { continue }
            state.withLock { $0.cookie = String(pair) }
        }
    }

    // MARK: - Sessions

    func login(user: String, password: String) async throws -> Service {
        let service = try await service()
        state.withLock { $0.version = service.apiVersion }
        _ = try await call(
            "Login", on: service.sessionManager, [.vim("userName", user), .vim("password", password)])
        return service
    }

    func logout(_ service: Service) async {
        _ = try? await call("Logout", on: service.sessionManager, timeout: .seconds(2))
    }

    private func service() async throws -> Service {
        let instance = ManagedObjectReference(type: "ServiceInstance", value: "ServiceInstance")
        let content = try await call("RetrieveServiceContent", on: instance).first("returnval")
        guard let content, let about = content.first("about"),
            let rootFolder = content.first("rootFolder")?.managedObject,
            let propertyCollector = content.first("propertyCollector")?.managedObject,
            let viewManager = content.first("viewManager")?.managedObject,
            let sessionManager = content.first("sessionManager")?.managedObject
        else { throw EndpointError(.sent, "the server is no vCenter and no ESXi host") }
        return Service(
            fullName: about.value("fullName") ?? "", apiVersion: about.value("apiVersion") ?? "6.5",
            isVirtualCenter: about.value("apiType") == "VirtualCenter", rootFolder: rootFolder,
            propertyCollector: propertyCollector, viewManager: viewManager, sessionManager: sessionManager,
            performanceManager: content.first("perfManager")?.managedObject, content: content)
    }
}
