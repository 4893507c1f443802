import Agents
import Bus
import Foundation
import Generic
import Logging
import Store
import XML

extension Methods {
    static let leases: [String: Handler] = [
        "VirtualMachine.ExportVm": { try $0.exportMachine($1) },
        "ResourcePool.ImportVApp": { try await $0.importMachine($1) },
        "HttpNfcLeaseProgress": { try $0.leaseProgress($1) },
        "HttpNfcLeaseComplete": { try $0.completeLease($1) },
        "HttpNfcLeaseAbort": { try await $0.abortLease($1) },
        "HttpNfcLeaseGetManifest": { try $0.leaseManifest($1) },
    ]
}

/// Exporting and importing machines: the leases by which their disks are read and written over HTTP.
extension VSphereFrontEnd {
    func exportMachine(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        guard let id = presentation.id(of: call.request.receiver), let machine = machine(id) else {
            throw .notFound(call.request.receiver)
        }
        let state = machine.first("powerState")?.text ?? ""
        guard state == "off" else {
            let fault = Fault(
                .invalidPowerState, "The attempted operation cannot be performed in the current power state.",
                ["expected": "off", "actual": state])
            return try answer(call, .fault(fault), call.request.method, nil)
        }
        let client = try client(call)
        let place = try reserve(client, on: (id, call.request.receiver))
        defer { leases.release(place) }
        let lease = NfcLease(
            .export, of: id, call.request.receiver, devices: devices(of: machine, call.request.receiver),
            client: client, base: base(call))
        return try answer(call, lease, session, place)
    }

    /// Makes the machine of an import specification by the command that makes any, and opens its disks.
    func importMachine(_ call: Call) async throws(VimFault) -> Answer {
        let session = try call.authenticated()
        let spec = try call.request.required("spec")
        guard var config = spec.first("configSpec") else {
            throw VimFault("NotSupported", "Only single virtual machines are imported")
        }
        guard let folder = try call.request.reference("folder") else {
            throw .invalidArgument("folder", "The argument folder is missing")
        }
        guard folder.type == "Folder", try call.objects().exists(folder) else { throw .notFound(folder) }
        config.name = "config"
        var request = Element("CreateVM_Task", namespace: SOAPRequest.vim)
        request.append(
            Element("_this", namespace: SOAPRequest.vim, attributes: ["type": folder.type], text: folder.value))
        request.append(config)
        request.append(
            Element(
                "pool", namespace: SOAPRequest.vim, attributes: ["type": call.request.receiver.type],
                text: call.request.receiver.value))
        if let host = call.request.argument("host") { request.append(host) }
        try presentation.access(of: session.user).check(request, on: folder, presentation)
        let server = presentation.server
        let trace = server.traces.begin()
        let client = try client(call)
        let place = try reserve(client)
        defer { leases.release(place) }
        do {
            let native = Document(NameResolution(presentation: presentation).resolve(request))
            let imports = HalfImports(server: server)
            let command = try server.command(native, from: client, trace: trace)
            let entry = try server.accept(command, from: client, trace: trace) {
                try imports.expect($0, by: client.user)
            }
            await server.finish(of: entry.id)
            let outcome = presentation.server.outcome(ofFinished: entry.id)
            if case .fault = outcome { imports.fail(entry.id) }
            guard case .result(let made?) = outcome, let machine = machine(made.id),
                let mirrored = server.store.mirror.entry(made.id), let reference = presentation.reference(to: mirrored)
            else { return try answer(call, outcome, "vm.create", trace) }
            let lease = NfcLease(
                .import, of: made.id, reference, devices: devices(of: machine, reference), client: client,
                base: base(call))
            do {
                try imports.begin(made.id, by: client.user, made: entry.id)
            } catch {
                try await imports.remove(made.id, for: client)
                throw error
            }
            Task { await removeWhenOver(lease) }
            return try answer(call, lease, session, place)
        } catch let fault as Fault {
            return try answer(call, .fault(fault), "vm.create", trace)
        } catch let fault as VimFault {
            throw fault
        } catch {
            throw VimFault("SystemError", "\(error)", [("reason", "\(error)")])
        }
    }

    /// - Parameter place: kept for the lease; one that cannot be told to its client is over at once.
    private func answer(
        _ call: Call, _ lease: NfcLease, _ session: VimSession, _ place: UUID
    ) throws(VimFault) -> Answer {
        do {
            let reference = try session.add("HttpNfcLease") { _ in lease }
            leases.add(lease, at: place)
            return try .reply(to: call) { $0.reference("returnval", reference) }
        } catch {
            lease.end("error", because: error.message)
            throw error
        }
    }

    /// Removes the machine of an import that was not completed, once the lease is over and nothing writes any more.
    private func removeWhenOver(_ lease: NfcLease) async {
        while true {
            switch lease.remains() {
            case .nothing: return
            case .pending: try? await Task.sleep(for: .seconds(1))
            case .machine:
                do {
                    try await destroy(lease)
                } catch {
                    log.error("a machine that was half imported stays", metadata: ["error": "\(error.message)"])
                }
                return
            }
        }
    }

    private func destroy(_ lease: NfcLease) async throws(Fault) {
        try await HalfImports(server: presentation.server).remove(lease.id, for: lease.client)
    }

    /// The generic machine.
    private func machine(_ id: String) -> Element? {
        let generic = (try? presentation.server.store.mirror.generic(id)).flatMap { $0 }
        return generic.flatMap { try? Document(parsing: $0).root }
    }

    private func devices(of machine: Element, _ reference: ManagedObjectReference) -> [NfcLease.Device] {
        (machine.first("disks")?.all("disk") ?? []).enumerated().map { index, disk in
            let id = disk["id"] ?? ""
            return NfcLease.Device(
                key: "/\(reference.value)/\(id)", importKey: "/disk-\(index)", file: "disk-\(index).vmdk", disk: id,
                capacity: Int64(disk["capacity"] ?? "") ?? 0)
        }
    }

    private func reserve(
        _ client: Client, on machine: (id: String, reference: ManagedObjectReference)? = nil
    ) throws(VimFault) -> UUID {
        do {
            return try leases.reserve(for: client.user, on: machine?.id)
        } catch .tooMany {
            throw VimFault(
                "ResourceInUse", "There are too many leases", [("type", "HttpNfcLease"), ("name", "HttpNfcLease")])
        } catch {
            let view = try machine.flatMap { machine throws(VimFault) in try presentation.view(of: machine.reference) }
            let file = view?.root.first("config")?.first("files")?.first("vmPathName")?.text ?? ""
            throw VimFault("FileLocked", "The virtual machine is being exported already", [("file", file)])
        }
    }

    private func base(_ call: Call) -> String { "https://\(call.authority.isEmpty ? "*" : call.authority)" }

    // MARK: - The lease itself

    private func lease(_ call: Call) throws(VimFault) -> NfcLease {
        guard let lease = try call.authenticated().view(call.request.receiver) as? NfcLease else {
            throw .notFound(call.request.receiver)
        }
        return lease
    }

    /// - Throws: ``VimFault`` with type `InvalidState` for a lease that is over.
    private func open(_ call: Call) throws(VimFault) -> NfcLease {
        let lease = try lease(call)
        if lease.isOver {
            lease.end("error", because: "The lease has timed out")
            throw VimFault("InvalidState", "The lease is \(lease.state)")
        }
        return lease
    }

    func leaseProgress(_ call: Call) throws(VimFault) -> Answer {
        let lease = try open(call)
        guard let percent = try call.request.body.number("percent", atLeast: 0), percent <= 100 else {
            throw .invalidArgument("percent", "percent must be a number from 0 to 100")
        }
        lease.touch(percent: percent)
        return try .reply(to: call)
    }

    func completeLease(_ call: Call) throws(VimFault) -> Answer {
        let lease = try open(call)
        do {
            if lease.mode == .import { try HalfImports(server: presentation.server).complete(lease.id) }
        } catch {
            throw VimFault("SystemError", "The lease cannot be stored", [("reason", "\(error)")])
        }
        lease.end("done")
        call.session?.structureChanged()
        return try .reply(to: call)
    }

    /// What was being imported is removed again.
    func abortLease(_ call: Call) async throws(VimFault) -> Answer {
        let lease = try open(call)
        lease.end(
            "error", because: call.request.argument("fault")?.first("localizedMessage")?.text ?? "The lease was aborted"
        )
        call.session?.structureChanged()
        if case .machine = lease.remains() {
            do {
                try await destroy(lease)
            } catch {
                throw VimFault("SystemError", error.message, [("reason", error.message)])
            }
        }
        return try .reply(to: call)
    }

    func leaseManifest(_ call: Call) throws(VimFault) -> Answer {
        let lease = try lease(call)
        return try .reply(to: call) { writer in
            for (device, entry) in lease.manifest {
                writer.open("returnval")
                writer.element("key", device.key)
                writer.element("sha1", entry.sha1)
                writer.element("checksum", entry.sha256)
                writer.element("checksumType", "sha256")
                writer.element("size", "\(entry.size)")
                writer.element("disk", "true")
                writer.element("capacity", "\(device.capacity)")
                writer.element("populatedSize", "\(entry.populated)")
                writer.close("returnval")
            }
        }
    }
}
