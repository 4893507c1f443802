import Agents
import Bus
import Generic
import HTTPTypes
import Hummingbird
import Logging
import XML

/// Storage policies on `/pbm`, and what vSAN would answer on `/vsanHealth`.
extension VSphereFrontEnd {
    func addPolicyRoutes<Context: RequestContext>(to router: Router<Context>) {
        for path in ["/pbm", "/pbm/sdk"] as [RouterPath] {
            router.post(path) { request, _ in await respondToPolicies(request) }
        }
        router.post("/vsanHealth") { request, _ in await refuse(request) }
    }

    private func respondToPolicies(_ request: Request) async -> Response {
        do throws(VimFault) {
            let call = try await read(request, SOAPRequest.pbm)
            return VSphereFrontEnd.response(.ok, try policies(call))
        } catch {
            return VSphereFrontEnd.response(.internalServerError, SOAPWriter.fault(error))
        }
    }

    /// There is no vSAN: its managers do not exist.
    private func refuse(_ request: Request) async -> Response {
        do throws(VimFault) {
            let call = try await read(request, SOAPRequest.vim)
            throw .notFound(call.receiver)
        } catch {
            return VSphereFrontEnd.response(.internalServerError, SOAPWriter.fault(error))
        }
    }

    /// A call of a client that is logged in, which its cookie or a header of the envelope tells.
    private func read(_ request: Request, _ namespace: String) async throws(VimFault) -> SOAPRequest {
        let limits = limits()
        let known = cookie(in: request.headers).flatMap(sessions.find)
        // The header that names the session is only read with the rest.
        let size = known == nil ? limits.requestBytesBeforeLogin : limits.requestBytes
        let bytes: [UInt8]
        do {
            bytes = Array(buffer: try await request.body.collect(upTo: size))
        } catch {
            throw .invalidRequest("The request is longer than \(size) bytes, or ended too early")
        }
        let call = try SOAPRequest(
            bytes, limits: ParserLimits(bytes: limits.requestBytes, elements: 10_000), namespace: namespace)
        guard let session = known ?? call.sessionKey.flatMap(key).flatMap(sessions.find) else {
            var fault = VimFault("NotAuthenticated", "The session is not authenticated.")
            fault.fields = [
                .init(name: "object", value: call.receiver.value, reference: call.receiver.type),
                .init(name: "privilegeId", value: "System.View", reference: nil),
            ]
            throw fault
        }
        sessions.touch(session)
        return call
    }

    /// Some clients send the cookie's quotes along.
    private func key(_ header: String) -> String? {
        let key = header.filter { $0 != "\"" }
        return key.isEmpty ? nil : key
    }

    private func policies(_ call: SOAPRequest) throws(VimFault) -> [UInt8] {
        let instance = try presentation.singleton("ServiceInstance")?.root.first("content")?.first("about")?.first("instanceUuid")
        let input = Document(
            composing: "policies", namespace: Namespaces.plan, prefix: "p",
            attributes: [Attribute("instance", instance?.text ?? "")], [.element(call.body)])
        let output: Document
        do {
            let engine = presentation.server.engine
            output = try engine.transform(
                .policies, input, engine.context(presentation.cache.side))
        } catch {
            log.error("a request failed", metadata: ["error": "\(error)"])
            throw VimFault("SystemError", "A general system error occurred", [("reason", "internal error")])
        }
        guard output.rootName == "fault" else { return SOAPWriter.response(output.bytes()) }
        throw VimFault(output.rootAttribute("type") ?? "NotSupported", output.root.text)
    }
}
