import Agents
import Bus
import Foundation
import Generic
import Store
import XML

extension Methods {
    static let searchIndex: [String: Handler] = [
        "FindByUuid": { try $0.findFirst($1, $0.withUuid) },
        "FindAllByUuid": { try $0.findAll($1, $0.withUuid) },
        "FindByIp": { try $0.findFirst($1, $0.withAddress) },
        "FindAllByIp": { try $0.findAll($1, $0.withAddress) },
        "FindByDnsName": { try $0.findFirst($1, $0.withHostName) },
        "FindAllByDnsName": { try $0.findAll($1, $0.withHostName) },
        "FindByDatastorePath": { try $0.findFirst($1, $0.atDatastorePath) },
        "FindByInventoryPath": { try $0.findByInventoryPath($1) },
        "FindChild": { try $0.findChild($1) },
    ]
}

/// Methods of SearchIndex: by what the mirror keeps an index of, so that no call looks at the whole fleet.
extension VSphereFrontEnd {
    typealias Search = (Call, SessionObjects) throws -> [ManagedObjectReference]

    func findFirst(_ call: Call, _ search: Search) throws -> Answer {
        let found = try find(call, search).first
        return try .reply(to: call) { if let found { $0.reference("returnval", found) } }
    }

    func findAll(_ call: Call, _ search: Search) throws -> Answer {
        let found = try find(call, search)
        return try .reply(to: call) { writer in for object in found { writer.reference("returnval", object) } }
    }

    /// What the search finds, of the datacenter that the client names.
    private func find(_ call: Call, _ search: Search) throws -> [ManagedObjectReference] {
        let objects = try call.objects()
        let datacenter = try call.request.reference("datacenter")
        if let datacenter, try !objects.exists(datacenter) { throw VimFault.notFound(datacenter) }
        return try search(call, objects).filter { object in
            try objects.exists(object) && (try datacenter.map { try objects.isInside($0, object) } ?? true)
        }
    }

    // MARK: - By what an object is

    func withUuid(_ call: Call, _ objects: SessionObjects) throws -> [ManagedObjectReference] {
        let uuid = try call.request.required("uuid").text.lowercased()
        guard try call.request.flag("vmSearch"), try call.request.flag("instanceUuid") else {
            return try entries(.uuid(uuid), call)
        }
        let entry = presentation.server.store.mirror.entry(uuid)
        return [entry].compactMap { $0 }.filter { $0.type == ObjectType.vm.rawValue }.compactMap(
            presentation.reference(to:))
    }

    func withAddress(_ call: Call, _ objects: SessionObjects) throws -> [ManagedObjectReference] {
        let address = try call.request.required("ip").text
        // A host may go by its address instead of a name.
        return try entries(try call.request.flag("vmSearch") ? .address(address) : .hostName(address), call)
    }

    func withHostName(_ call: Call, _ objects: SessionObjects) throws -> [ManagedObjectReference] {
        try entries(.hostName(try call.request.required("dnsName").text), call)
    }

    private func entries(_ key: SearchKey, _ call: Call) throws -> [ManagedObjectReference] {
        let type: ObjectType = try call.request.flag("vmSearch") ? .vm : .host
        return try presentation.server.store.mirror.entries(key: key.text, type: type.rawValue).compactMap(
            presentation.reference(to:))
    }

    /// A machine by "[datastore] path".
    func atDatastorePath(_ call: Call, _ objects: SessionObjects) throws -> [ManagedObjectReference] {
        let datacenter = try ManagedObjectReference(call.request.required("datacenter"))
        let text = try call.request.required("path").text
        guard let wanted = DatastoreFile(text) else {
            throw VimFault("InvalidDatastorePath", "Invalid datastore path '\(text)'.", [("datastorePath", text)])
        }
        let mirror = presentation.server.store.mirror
        let store = NameResolution(presentation: presentation).entry(
            named: wanted.datastore, .datastore, in: presentation.id(of: datacenter))
        // Where a host keeps no file for a machine, clients are shown one of its name.
        let file = wanted.path.split(separator: "/").last.map(String.init) ?? ""
        let namesakes = mirror.entries(
            named: file.replacingOccurrences(of: ".vmx", with: ""), type: ObjectType.vm.rawValue)
        var found: [ManagedObjectReference] = []
        let key = SearchKey.file(datastore: store?.id ?? "", path: wanted.path)
        for entry in try mirror.entries(key: key.text, type: ObjectType.vm.rawValue) + namesakes {
            guard let object = presentation.reference(to: entry), let view = try objects.view(of: object) else {
                continue
            }
            let shown = try PropertyPath("config.files.vmPathName").value(
                in: view, type: object.type, schema: presentation.schema)
            if case .one(let node, _) = shown, node.text == "[\(wanted.datastore)] \(wanted.path)",
                !found.contains(object)
            {
                found.append(object)
            }
        }
        return found
    }

    // MARK: - By where an object is

    func findByInventoryPath(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let names = try call.request.required("inventoryPath").text.split(separator: "/").map(String.init)
        var current = names.isEmpty ? nil : try rootFolder()
        for name in names {
            guard let parent = current else { break }
            current = try objects.child(of: parent, named: name)
        }
        return try answer(call, current)
    }

    func findChild(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let entity = try ManagedObjectReference(call.request.required("entity"))
        guard try objects.exists(entity) else { throw .notFound(entity) }
        return try answer(call, try objects.child(of: entity, named: try call.request.required("name").text))
    }

    private func answer(_ call: Call, _ found: ManagedObjectReference?) throws(VimFault) -> Answer {
        try .reply(to: call) { if let found { $0.reference("returnval", found) } }
    }

    private func rootFolder() throws(VimFault) -> ManagedObjectReference? {
        guard let content = try presentation.singleton("ServiceInstance")?.root.first("content"),
            let root = content.first("rootFolder"), let type = root.attribute("type")
        else { return nil }
        return ManagedObjectReference(type: type, value: root.text)
    }
}
