import Generic
import XML

extension Methods {
    static let searchIndex: [String: Handler] = [
        "FindByUuid": { try $0.findByUuid($1) },
        "FindByInventoryPath": { try $0.findByInventoryPath($1) },
        "FindChild": { try $0.findChild($1) },
    ]
}

/// Methods of SearchIndex.
extension VSphereFrontEnd {
    func findByUuid(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let uuid = (call.request.text("uuid") ?? "").lowercased()
        let type = try call.request.flag("vmSearch") ? "VirtualMachine" : "HostSystem"
        let path = try PropertyPath(
            type == "HostSystem" ? "hardware.systemInfo.uuid"
                : try call.request.flag("instanceUuid") ? "config.instanceUuid" : "config.uuid")
        for object in try everything(type, objects) {
            if let view = try objects.view(of: object),
                case .one(let node, _) = try path.value(in: view, type: type, schema: presentation.schema),
                node.text.lowercased() == uuid {
                return try answer(call, object)
            }
        }
        return try answer(call, nil)
    }

    func findByInventoryPath(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let names = (call.request.text("inventoryPath") ?? "").split(separator: "/").map(String.init)
        guard let root = try rootFolder(), !names.isEmpty else { return try answer(call, nil) }
        var current: ManagedObjectReference? = root
        for name in names {
            guard let parent = current else { break }
            current = try child(of: parent, named: name, objects)
        }
        return try answer(call, current)
    }

    func findChild(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let entity = try ManagedObjectReference(call.request.required("entity"))
        guard try objects.exists(entity) else { throw .notFound(entity) }
        return try answer(call, try child(of: entity, named: call.request.text("name") ?? "", objects))
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

    private func everything(_ type: String, _ objects: SessionObjects) throws(VimFault) -> [ManagedObjectReference] {
        guard let root = try rootFolder() else { return [] }
        return try ContainerView(container: root, types: [type], recursive: true).content(in: objects)
    }

    private func child(
        of parent: ManagedObjectReference, named name: String, _ objects: SessionObjects
    ) throws(VimFault) -> ManagedObjectReference? {
        let children = try ContainerView(container: parent, types: [], recursive: false).content(in: objects)
        for child in children where try objects.view(of: child)?.root.first("name")?.text == name {
            return child
        }
        return nil
    }
}
