import Agents
import Bus
import Foundation
import Generic
import Hosts
import Logging
import Store
import XML

/// The files of datastores, where they are no objects of the fleet by themselves.
extension LibvirtFrontEnd {
    /// What the hosts tell of the files in datastores whose platform tells of no volumes: a `g:result` for each.
    /// - Parameter about: the objects in question; all datastores of the connection if there is none among them.
    func listings(_ about: [String], _ caller: Caller) async -> [Element] {
        let mirror = server.store.mirror
        let named = about.compactMap(mirror.entry).filter { $0.type == ObjectType.datastore.rawValue }
        var found: [Element] = []
        for datastore in named.isEmpty ? caller.book.entries(ObjectType.datastore.rawValue, caller.hosts) : named
        where mirror.entries(type: ObjectType.volume.rawValue, host: datastore.host).isEmpty {
            let command = Element(
                "command", namespace: Namespaces.generic,
                attributes: ["name": "file.list", "target": datastore.id, "path": "", "recursive": "true"])
            do throws(Fault) {
                let made = try await server.query(try Command(command), from: caller.client, trace: server.traces.begin())
                found.append(Outcome.result(made: made).element(of: "file.list"))
            } catch {
                // What is known of it without its host is told.
                log.debug("a datastore cannot be listed", metadata: ["datastore": "\(datastore.id)", "error": "\(error.message)"])
            }
        }
        return found
    }

    /// A plain file, where a host makes none by a command but takes its content: zeros.
    /// - Returns: nil where that is not so.
    func plainFile(_ request: Request, _ outcome: Outcome, _ caller: Caller) async throws(Fault) -> Outcome? {
        guard case .fault(let fault) = outcome, fault.code == .notSupported, request.command.name == "volume.create",
            let size = request.command.element["capacity"].flatMap({ Int64($0) }),
            let datastore = server.store.mirror.entry(request.command.target), request.command.element["format"] != nil,
            server.performs("file.write", on: datastore)
        else { return nil }
        let path = request.command.element["path"] ?? ""
        try await checkFree(path, in: datastore, request, caller)
        let command = Element(
            "command", namespace: Namespaces.generic,
            attributes: ["name": "file.write", "target": datastore.id, "path": path, "size": "\(size)"])
        try await server.write(
            try Command(command), FileContent(.zeros(size: size)), from: caller.client, trace: request.trace)
        return .result(made: nil)
    }

    /// Lists leave out what belongs to other files, such as the blocks of a disk: so the host is asked for the file itself.
    /// - Throws: ``Fault`` with code `fileExists`, or why that cannot be found out.
    private func checkFree(
        _ path: String, in datastore: MirrorEntry, _ request: Request, _ caller: Caller
    ) async throws(Fault) {
        let command = Element(
            "command", namespace: Namespaces.generic,
            attributes: ["name": "file.read", "target": datastore.id, "path": path])
        do throws(Fault) {
            _ = try await server.open(try Command(command), from: caller.client, trace: request.trace)
        } catch {
            guard error.code == .fileNotFound else { throw error }
            return
        }
        throw Fault(.fileExists, path, ["path": path])
    }
}
