import Agents
import Bus
import Generic
import HTTPTypes
import Hosts
import Hummingbird
import Logging
import Simulator
import Store
import XML

/// `/nfc/TOKEN/disk-N.vmdk`: the disks of a lease. Who knows the token may read or write them; it is told to who has
/// got the lease only.
extension VSphereFrontEnd {
    func addLeaseRoutes<Context: RequestContext>(to router: Router<Context>) {
        router.get("/nfc/{token}/{file}") { request, context in
            await transfer(context.parameters) { lease, device in try await export(device, of: lease) }
        }
        for method in [HTTPRequest.Method.post, .put] {
            router.on("/nfc/{token}/{file}", method: method) { request, context in
                await transfer(context.parameters) { lease, device in
                    try await fill(device, of: lease, with: request.body)
                }
            }
        }
    }

    private func transfer(
        _ parameters: Parameters, _ body: (NfcLease, NfcLease.Device) async throws -> Response
    ) async -> Response {
        do {
            guard let lease = parameters.get("token").flatMap(leases.find),
                let device = lease.devices.first(where: { $0.file == parameters.get("file") })
            else { throw FolderFault(.notFound, "There is no such lease, or its time is over") }
            lease.touch()
            return try await body(lease, device)
        } catch let fault as FolderFault {
            return fault.response
        } catch let fault as Fault {
            return FolderFault(fault).response
        } catch {
            log.error("a disk cannot be transferred", metadata: ["error": "\(error)"])
            return FolderFault(.internalServerError, "\(error)").response
        }
    }

    private func command(_ name: String, _ device: NfcLease.Device, of lease: NfcLease) throws(Fault) -> Command {
        try Command(
            Element(
                "command", namespace: Namespaces.generic,
                attributes: ["name": name, "target": lease.id, "disk": device.disk]))
    }

    private func export(_ device: NfcLease.Device, of lease: NfcLease) async throws -> Response {
        guard lease.mode == .export else { throw FolderFault(.methodNotAllowed, "The lease is for writing") }
        let server = presentation.server
        let file = try await server.open(
            command("disk.read", device, of: lease), from: lease.client, trace: server.traces.begin())
        let blocks = try await DiskImage.blocks(of: file)
        guard blocks.size >= device.capacity else {
            throw FolderFault(.conflict, "The host has \(blocks.size) bytes of the disk's \(device.capacity)")
        }
        return Response(
            status: .ok, headers: [.contentType: "application/x-vnd.vmware-streamVmdk"],
            body: lease.body(of: device, blocks))
    }

    /// The content is unpacked beside, and given to the host once all of it is there.
    private func fill(_ device: NfcLease.Device, of lease: NfcLease, with body: RequestBody) async throws -> Response {
        guard lease.mode == .import else { throw FolderFault(.methodNotAllowed, "The lease is for reading") }
        guard lease.beginFilling(device) else { throw FolderFault(.conflict, "The disk is being written already") }
        defer { lease.endFilling(device) }
        let scratch = try ScratchFile(in: presentation.server.store.scratch)
        defer { scratch.remove() }
        var reader = StreamVMDKReader()
        do {
            for try await buffer in body {
                if lease.isOver { throw FolderFault(.notFound, "The lease is over") }
                lease.touch()
                try reader.take(Array(buffer: buffer)) { offset, bytes in
                    guard offset + Int64(bytes.count) <= device.capacity else {
                        throw StreamVMDK.FormatError(description: "the content is larger than the disk")
                    }
                    guard !bytes.isZero else { return }
                    try scratch.write(bytes, at: offset)
                }
            }
        } catch let error as StreamVMDK.FormatError {
            throw FolderFault(.badRequest, error.description)
        }
        guard reader.isComplete else { throw FolderFault(.badRequest, "The content broke off") }
        let unpacked = try scratch.finish(size: device.capacity)
        let content = FileContent(unpacked.checked { try lease.check() }) { lease.touch() }
        let server = presentation.server
        do {
            try await server.write(
                command("disk.write", device, of: lease), content, from: lease.client, trace: server.traces.begin())
        } catch {
            lease.end("error", because: error.message)
            throw FolderFault(error)
        }
        return Response(status: .created)
    }
}
