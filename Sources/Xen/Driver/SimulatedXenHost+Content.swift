import Hosts
import Simulator
import XML

/// What volumes hold: nothing, since a simulated storage has no blocks. That they hold nothing else can be written.
extension SimulatedXenHost {
    /// `<x:http method="GET" path="/export_raw_vdi" vdi="OpaqueRef"/>`
    public func openFile(_ call: Document) async throws -> NativeOpening {
        do {
            return .file(.zeros(size: try size(of: call, "/export_raw_vdi")))
        } catch let error as XapiError {
            return .fault(error.document)
        }
    }

    /// `<x:http method="PUT" path="/import_raw_vdi" vdi="OpaqueRef"/>`
    public func writeFile(_ call: Document, _ content: FileContent) async throws -> NativeReply {
        do {
            let size = try size(of: call, "/import_raw_vdi")
            guard content.size <= size else {
                throw XapiError("VDI_TOO_SMALL", call.root["vdi"] ?? "", String(content.size))
            }
            try await content.send { bytes in
                guard bytes.isZero else {
                    throw XapiError(
                        "SR_OPERATION_NOT_SUPPORTED", "a simulated storage has no blocks that could hold anything")
                }
            } skip: { _ in
            }
            return .result(Document(XapiValue.void.element("result")))
        } catch let error as XapiError {
            return .fault(error.document)
        }
    }

    private func size(of call: Document, _ path: String) throws -> Int64 {
        guard call.root.name == "http", call.root["path"] == path else {
            throw XapiError("MESSAGE_METHOD_UNKNOWN", "http")
        }
        return try virtualSize(of: call.root["vdi"] ?? "")
    }
}
