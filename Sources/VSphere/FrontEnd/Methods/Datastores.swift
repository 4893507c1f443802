import Agents
import Bus
import Generic
import Store
import XML

extension Methods {
    static let datastores: [String: Handler] = [
        "RefreshDatastore": { try await $0.refreshDatastore($1) },
        "RefreshDatastoreStorageInfo": { try await $0.refreshDatastore($1) },
        "VirtualMachine.RefreshStorageInfo": { try await $0.refreshDatastore($1) },
        "QueryVirtualDiskUuid": { try await $0.queryVirtualDisk($1) },
    ]
}

/// Methods of Datastore and VirtualDiskManager that only ask.
extension VSphereFrontEnd {
    func refreshDatastore(_ call: Call) async throws(VimFault) -> Answer {
        let objects = try call.objects()
        guard try objects.exists(call.request.receiver), let id = presentation.id(of: call.request.receiver) else {
            throw .notFound(call.request.receiver)
        }
        await presentation.server.refresh(id)
        return try .reply(to: call)
    }

    func queryVirtualDisk(_ call: Call) async throws(VimFault) -> Answer {
        guard try call.objects().exists(call.request.receiver) else { throw .notFound(call.request.receiver) }
        let server = presentation.server
        let client = try client(call)
        let trace = server.traces.begin()
        let native = Document(NameResolution(presentation: presentation).resolve(call.request.body))
        do {
            let command = try server.command(native, from: client, trace: trace)
            let found = try await server.query(command, from: client, trace: trace)
            return try answer(call, .result(made: found), command.name, trace)
        } catch let fault as Fault {
            return try answer(call, .fault(fault), call.request.method, trace)
        } catch let fault as VimFault {
            throw fault
        } catch {
            throw VimFault("SystemError", "\(error)", [("reason", "\(error)")])
        }
    }
}
