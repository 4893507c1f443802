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
        guard !listed(path, in: await listings([datastore.id], caller)) else {
            throw Fault(.fileExists, path, ["path": path])
        }
        let command = Element(
            "command", namespace: Namespaces.generic,
            attributes: ["name": "file.write", "target": datastore.id, "path": path, "size": "\(size)"])
        try await server.write(
            try Command(command), FileContent(.zeros(size: size)), from: caller.client, trace: request.trace)
        return .result(made: nil)
    }

    private func listed(_ path: String, in listings: [Element]) -> Bool {
        listings.contains { listing in
            listing.elements.contains { object in object.all("file").contains { $0["path"] == path } }
        }
    }
}
