import Agents
import Foundation
import Generic
import Store
import XML

extension Methods {
    static let hostQueries: [String: Handler] = [
        "HostSystem.QueryHostConnectionInfo": { try $0.queryHostConnectionInfo($1) },
        "HostSystem.RetrieveHardwareUptime": { try $0.retrieveHardwareUptime($1) },
        "HostServiceSystem.RefreshServices": { try await $0.refreshHost($1) },
        "HostNetworkSystem.RefreshNetworkSystem": { try await $0.refreshHost($1) },
        "HostStorageSystem.RefreshStorageSystem": { try await $0.refreshHost($1) },
        "HostStorageSystem.RescanAllHba": { try await $0.refreshHost($1) },
        "HostStorageSystem.RescanVmfs": { try await $0.refreshHost($1) },
        "AddHost_Task": { try $0.refuseHost($1) },
        "AddStandaloneHost_Task": { try $0.refuseHost($1) },
        "Datacenter.QueryConnectionInfo": { try $0.refuseHost($1) },
        "Datacenter.QueryConnectionInfoViaSpec": { try $0.refuseHost($1) },
    ]
}

/// What is asked of a host besides its properties, and what the configuration alone decides.
extension VSphereFrontEnd {
    /// What a client sees of a host and of all that is on it, in one answer.
    func queryHostConnectionInfo(_ call: Call) throws(VimFault) -> Answer {
        let host = try view(call.request.receiver, call)
        guard let summary = host.root.first("summary") else { throw .notFound(call.request.receiver) }
        func summaries(_ property: String) throws(VimFault) -> [FlatTree] {
            var found: [FlatTree] = []
            for reference in host.root.children(named: property) {
                let object = ManagedObjectReference(type: reference.attribute("type") ?? "", value: reference.text)
                if let view = try presentation.view(of: object) { found.append(view) }
            }
            return found
        }
        let machines = try summaries("vm")
        let networks = try summaries("network")
        let datastores = try summaries("datastore")
        return try .reply(to: call) { writer in
            writer.open("returnval")
            writer.element("inDasCluster", "false")
            writer.copy("host", summary)
            for machine in machines { machine.root.first("summary").map { writer.copy("vm", $0) } }
            writer.element("vimAccountNameRequired", "false")
            writer.element("clusterSupported", "true")
            for (name, views) in [("network", networks), ("datastore", datastores)] {
                for summary in views.compactMap({ $0.root.first("summary") }) {
                    writer.open(name)
                    writer.copy("summary", summary)
                    writer.close(name)
                }
            }
            if let capability = host.root.first("capability") { writer.copy("capability", capability) }
            writer.close("returnval")
        }
    }

    /// Seconds since the host was started.
    func retrieveHardwareUptime(_ call: Call) throws(VimFault) -> Answer {
        let host = try view(call.request.receiver, call)
        guard let text = host.root.first("runtime")?.first("bootTime")?.text, let booted = try? Date(text, strategy: .iso8601) else {
            throw VimFault("NotSupported", "The host does not tell when it was started.")
        }
        return try .reply(to: call) { $0.element("returnval", String(max(0, Int(-booted.timeIntervalSinceNow)))) }
    }

    /// Reads the host anew, of which the receiver is a part.
    func refreshHost(_ call: Call) async throws(VimFault) -> Answer {
        _ = try view(call.request.receiver, call)
        guard let id = presentation.id(of: call.request.receiver) else { throw .notFound(call.request.receiver) }
        await presentation.server.refreshAll(id)
        return try .reply(to: call)
    }

    /// Where hosts are and how to log in to them, the configuration says and no client.
    func refuseHost(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        guard try objects.exists(call.request.receiver) else { throw .notFound(call.request.receiver) }
        throw VimFault(
            "NotSupported", "Hosts are named in the configuration of the server; none is added or asked for by its address.")
    }

    private func view(_ object: ManagedObjectReference, _ call: Call) throws(VimFault) -> FlatTree {
        guard try call.objects().exists(object), let view = try presentation.view(of: object) else { throw .notFound(object) }
        return view
    }
}
