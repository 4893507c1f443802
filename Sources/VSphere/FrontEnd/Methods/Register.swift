import Agents
import Bus
import Generic
import Hosts
import Logging
import Store
import XML

extension Methods {
    static let register: [String: Handler] = [
        "Folder.RegisterVM_Task": { try await $0.registerMachine($1) },
        "VirtualMachine.UnregisterVM": { try await $0.unregisterMachine($1) },
    ]
}

/// RegisterVM_Task is a command, but for a .vmx file that a client has uploaded and no host has yet.
extension VSphereFrontEnd {
    func registerMachine(_ call: Call) async throws(VimFault) -> Answer {
        guard try call.objects().exists(call.request.receiver) else { throw .notFound(call.request.receiver) }
        let server = presentation.server
        let request = NameResolution(presentation: presentation).resolve(call.request.body)
        guard let path = request.first("path"), let reference = path["datastore"],
            let id = presentation.id(of: ManagedObjectReference(type: "Datastore", value: reference)),
            let datastore = server.store.mirror.entry(id),
            let file = DatastoreFile(path.text),
            let upload = try? server.store.uploads.find(datastore: datastore.id, path: file.path)
        else { return try await command(call) }
        if ShownFiles(presentation: presentation).takesFiles(datastore) {
            try await deliver(upload, to: datastore, call)
            let answer = try await command(call)
            forget(upload)
            return answer
        }
        let (answer, task) = try await commandAndTask(call)
        if let task {
            // The machine's own file takes its place once there is a machine.
            Task {
                await server.finish(of: task)
                if server.store.journal.entry(task)?.result != nil { forget(upload) }
            }
        }
        return answer
    }

    /// A machine that leaves the inventory leaves its .vmx file: where the host has none, it is kept here, so that the
    /// machine can be registered again.
    func unregisterMachine(_ call: Call) async throws(VimFault) -> Answer {
        let shown = ShownFiles(presentation: presentation)
        let left = presentation.id(of: call.request.receiver).flatMap { shown.configuration(of: $0) }
        let answer = try await command(call)
        guard !answer.isFault, let left, let session = call.session else { return answer }
        do {
            try presentation.server.store.uploads.put(
                Array(left.file.dictionary.text.utf8), datastore: left.datastore.id, path: left.file.path,
                user: session.user)
        } catch {
            log.error("a configuration cannot be kept", metadata: ["path": "\(left.file.path)", "error": "\(error)"])
        }
        return answer
    }

    private func deliver(_ upload: Uploads.Upload, to datastore: MirrorEntry, _ call: Call) async throws(VimFault) {
        let command = Element(
            "command", namespace: Namespaces.generic,
            attributes: [
                "name": "file.write", "target": datastore.id, "path": upload.path, "size": "\(upload.content.count)",
            ])
        let client = try client(call)
        let server = presentation.server
        do {
            try await server.write(
                try Command(command), FileContent(upload.content), from: client, trace: server.traces.begin())
        } catch {
            throw VimFault(
                "CannotAccessFile", error.message,
                [("file", "[\(presentation.cache.layout.name(of: datastore))] \(upload.path)")])
        }
    }

    private func forget(_ upload: Uploads.Upload) {
        do {
            try presentation.server.store.uploads.remove(datastore: upload.datastore, path: upload.path)
        } catch {
            log.error("an uploaded file cannot be removed", metadata: ["path": "\(upload.path)", "error": "\(error)"])
        }
    }
}
