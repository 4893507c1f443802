import Endpoints
import Hosts
import XML

/// What volumes hold, over the server's `import_raw_vdi` (XenServer SDK, "Importing and exporting VDIs").
extension LiveXenHost {
    /// `<x:http method="PUT" path="/import_raw_vdi" vdi="OpaqueRef"/>`
    public func writeFile(_ call: Document, _ content: FileContent) async throws -> NativeReply {
        let session = try connection().calls
        guard call.root.name == "http", call.root["path"] == "/import_raw_vdi", let vdi = call.root["vdi"] else {
            throw HostError(.unsupported, "<\(call.root.name)> is no call that this driver can make")
        }
        let answer: HTTPAnswer
        do {
            answer = try await session.client.endpoint.put(
                path: session.path("/import_raw_vdi", ["vdi": vdi, "format": "raw"]),
                headers: [("content-type", "application/octet-stream")],
                length: Int(content.size), stall: timing.client.call
            ) { write in try await content.send(to: write) }
        } catch let error as EndpointError {
            throw HostError(error.stage == .notSent ? .unreachable : .uncertain, "\(settings.address): \(error.reason)")
        }
        switch answer.status {
        case 200...299: return .result(Document(XapiValue.void.element("result")))
        case 401, 403:
            return .fault(XapiError("RBAC_PERMISSION_DENIED", "import_raw_vdi", "HTTP \(answer.status)").document)
        case 404: return .fault(XapiError.handleInvalid("VDI", vdi).document)
        default: return .fault(XapiError("INTERNAL_ERROR", "import_raw_vdi: HTTP \(answer.status)").document)
        }
    }
}
